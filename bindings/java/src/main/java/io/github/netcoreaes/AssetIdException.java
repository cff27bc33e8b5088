package io.github.netcoreaes;

/** The asset id is empty, or holds something other than printable ASCII without spaces. */
public final class AssetIdException extends NetcoreAesException {
    private static final long serialVersionUID = 1L;

    AssetIdException(String message) {
        super(message, Status.ASSET_ID.code());
    }
}
