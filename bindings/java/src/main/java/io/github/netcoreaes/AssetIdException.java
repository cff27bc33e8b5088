package io.github.netcoreaes;

/** The asset id is empty, or contains a space or a byte outside printable ASCII. */
public final class AssetIdException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    AssetIdException(String message) {
        super(message, Status.ASSET_ID.code());
    }
}
