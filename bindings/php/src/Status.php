<?php

declare(strict_types=1);

namespace NetcoreAes;

/**
 * The status codes that all languages share, as `status()` of an exception returns them.
 *
 * Codes are never renumbered and never reused; new ones may come.
 */
enum Status: int
{
    case Ok = 0;
    case Null = 1;
    case Scheme = 2;
    case Key = 3;
    case Iv = 4;
    case BufferTooSmall = 5;
    case TooLarge = 6;
    case Overlap = 7;
    case Encoding = 8;
    case Decrypt = 9;
    case Random = 10;
    case Memory = 11;
    case Limit = 12;
    case Offsets = 13;
    case EventStream = 20;
    case AssetId = 30;
    case ApiKey = 31;
    case Region = 32;
    case Panic = 100;
}
