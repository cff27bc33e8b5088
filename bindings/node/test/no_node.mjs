// Shared vectors where there is no Node. Returns the number of cases that were right.

export default async function run(n, files) {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (each) => parseInt(each, 16));
  const hex = (all) => Array.from(all, (each) => each.toString(16).padStart(2, '0')).join('');
  const same = (found, wanted, id) => {
    if (found !== wanted) {
      throw new Error(`${id}: ${found}, not ${wanted}`);
    }
  };
  const refusal = async (work) => {
    try {
      await work();
    } catch (error) {
      return error instanceof n.NetcoreAesError ? error.code : String(error);
    }
    return 'nothing';
  };
  const operations = {
    new: () => {},
    roundtrip: async (cipher, { id, plaintext, text }) => {
      same(cipher.encrypt(bytes(plaintext)), text, id);
      same(await cipher.encryptAsync(bytes(plaintext)), text, id);
      same(cipher.encryptBatch([bytes(plaintext)])[0], text, id);
      same(hex(cipher.decryptBytes(text)), plaintext, id);
    },
    decrypt: (cipher, { id, plaintext, aad, text }) => same(hex(cipher.decryptBytes(text, { aad: bytes(aad) })), plaintext, id),
    encrypt: (cipher, { plaintext, aad }) => cipher.encrypt(bytes(plaintext), { aad: bytes(aad) }),
  };
  let right = 0;
  for (const { cases } of files) {
    for (const each of cases) {
      const call = async () => operations[each.op](new n.Cipher(each.key, each.iv, { scheme: each.scheme }), each);
      if (each.error === null) {
        await call();
      } else {
        same(await refusal(call), `NETCORE_AES_ERR_${each.error}`, each.id);
      }
      right++;
    }
  }
  const { key, iv } = n.keygen();
  const cipher = new n.Cipher(key, iv);
  same(cipher.decryptBatch(cipher.encryptBatch(['\ufeffaé', '𝄞'])).join(), '\ufeffaé,𝄞', 'strings');
  const event = { asset_id: 'a', activity_name: 'n', timestamp: new Date(), identity: 1, activity_source: 'web', activity_params: {} };
  const lines = new Blob(Array(2500).fill(`${JSON.stringify(event)}\n`)).stream();
  let events = 0;
  for await (const upload of new n.UploadStream(cipher, (async function* () { const from = lines.getReader(); for (let read; !(read = await from.read()).done;) yield read.value; })(), { assetId: 'a', apiKey: 'b' })) {
    events += upload.events;
  }
  same(events, 2500, 'events');
  return right;
}
