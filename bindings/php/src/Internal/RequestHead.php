<?php

declare(strict_types=1);

namespace NetcoreAes\Internal;

use NetcoreAes\Library;
use NetcoreAes\Region;
use NetcoreAes\Scheme;

/**
 * The URL and the headers of requests to a panel.
 *
 * @internal
 */
final class RequestHead
{
    public readonly string $url;
    private readonly Secret $headerLines;

    public function __construct(
        Scheme|int $scheme,
        string $assetId,
        #[\SensitiveParameter] string $apiKey,
        Region|string $region,
    ) {
        $native = Library::native();
        $this->url = $native->requestUrl(Region::of($region)->code());
        $this->headerLines = new Secret($native->requestHeaders(Scheme::code($scheme), $assetId, $apiKey));
    }

    /**
     * @return array<string, string>
     */
    public function headers(): array
    {
        $headers = [];
        foreach ($this->headerLines() as $line) {
            [$name, $value] = \explode(': ', $line, 2);
            $headers[$name] = $value;
        }
        return $headers;
    }

    /**
     * @return list<string>
     */
    public function headerLines(): array
    {
        return \explode("\r\n", \rtrim($this->headerLines->reveal(), "\r\n"));
    }
}
