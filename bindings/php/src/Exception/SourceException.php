<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

/**
 * The source of a stream of events cannot be read. No event is lost: the next read tries again.
 */
final class SourceException extends NetcoreAesException
{
}
