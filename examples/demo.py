"""The steps of the vendor's guide: generate a key, encrypt, decrypt, and build the request. Run it with `make demo`."""

from pathlib import Path

import demo_sandbox
from netcore_aes import Cipher, Credentials, UploadRequest, keygen

VECTORS = Path(__file__).resolve().parent.parent / "tests" / "vectors"

# The payload of the guide's step 2.
ASSET_ID = "392234ga43t3q4t3026227c3453gqe5"
EVENT = """[{
        "asset_id": "392234ga43t3q4t3026227c3453gqe5",
        "activity_name": "form_submitted",
        "timestamp": "2025-08-26T12:05:43Z",
        "identity": "9999911111",
        "activity_source": "web",
        "activity_params": {
            "user_name": "Mahesh",
            "reason": "test 123",
            "day" : "Tuesday"
        }
    }
]"""

# The sample key and IV of the vendor's script. They are public: use them only to compare with the guide.
VENDOR_SAMPLE_KEY = "JjqJxxJJxDsYyJiVwWavaP0AejZb5nW4"
VENDOR_SAMPLE_IV = "5TOMPCQvDu6uHuMw"


def title(text: str) -> None:
    print(f"\n== {text}")


def show_keygen() -> Credentials:
    title("Step 1: generate a key and an IV, to share with Netcore once")
    credentials = keygen()
    print(f"SECRET_KEY: {len(credentials.key)} characters, SECRET_IV: {len(credentials.iv)}; not shown, since they are secrets")
    return credentials


def show_round_trip(credentials: Credentials) -> UploadRequest:
    title("Step 2: encrypt the event, and decrypt it again")
    cipher = Cipher(credentials.key, credentials.iv)
    text = cipher.encrypt(EVENT)
    print(f"{len(EVENT)} bytes of JSON became {len(text)} characters of base64:\n{text}")
    print(f"The decrypted text equals the event: {cipher.decrypt(text) == EVENT}")
    return UploadRequest(text, scheme=cipher.scheme, asset_id=ASSET_ID, api_key="not-shown-by-curl()")


def show_request(request: UploadRequest) -> None:
    title("Step 3: build the request; set NETCORE_API_KEY to the panel's API key to send it")
    print(request.curl())


def show_vendor_text() -> bool:
    title("The vendor's published text, under its published sample key")
    published = (VECTORS / "golden-text.txt").read_text().strip()
    cipher = Cipher(VENDOR_SAMPLE_KEY, VENDOR_SAMPLE_IV)
    plaintext = cipher.decrypt(published)
    print(f"It decrypts to:\n{plaintext}")
    same = cipher.encrypt(plaintext) == published
    print(f"Encrypted again, it equals the vendor's text, all {len(published)} characters: {same}")
    return same


def show_sandbox(credentials: Credentials) -> bool:
    title("Send events from a file to a sandbox, which shows what the vendor would receive")
    if demo_sandbox.can_run():
        return demo_sandbox.show(credentials, ASSET_ID)
    print("Skipped: it needs the libraries of the command line (pip install './netcore-aes-py[cli]').")
    return True


def main() -> int:
    credentials = show_keygen()
    show_request(show_round_trip(credentials))
    return 0 if show_vendor_text() and show_sandbox(credentials) else 1


if __name__ == "__main__":
    raise SystemExit(main())
