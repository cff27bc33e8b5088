"""A local stand-in for the vendor's endpoint, with a page that shows what the vendor would see.

It needs the extra ``netcore-aes[cli]``. ``command`` starts it, ``server`` joins its parts, ``verdict`` judges a request
and ``diagnosis`` says why a text does not decrypt; ``inbox`` keeps what came.
"""
