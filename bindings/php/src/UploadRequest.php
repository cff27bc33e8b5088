<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\NotSerializable;
use NetcoreAes\Internal\Secret;

/**
 * A request to upload one encrypted payload, ready for any HTTP client. Nothing is sent.
 *
 * No dump shows the API key or the body, and it cannot be serialized.
 */
final class UploadRequest
{
    use NotSerializable;

    private readonly string $url;
    private readonly Secret $headerLines;
    private readonly Secret $body;

    /**
     * @param string $text what a cipher of the scheme returned
     * @param Scheme|int $scheme the scheme that it was encrypted under, or its x-eCode
     * @param string $assetId the panel's asset, the same as in the events
     * @param string $apiKey the panel's API key
     * @param Region|string $region where the panel's data lives, or the short name of it: us, in or eu
     *
     * @throws Exception\UnknownRegionException
     * @throws Exception\UnknownSchemeException
     * @throws Exception\AssetIdException if it is empty or could not stand in a header
     * @throws Exception\ApiKeyException if it is empty or could not stand in a header
     * @throws Exception\EncodingException if the text is none of the scheme's, such as a payload that was never
     *     encrypted
     */
    public function __construct(
        #[\SensitiveParameter] string $text,
        Scheme|int $scheme,
        string $assetId,
        #[\SensitiveParameter] string $apiKey,
        Region|string $region = Region::Us,
    ) {
        $native = Library::native();
        $this->url = $native->requestUrl(Region::of($region)->code());
        $code = Scheme::code($scheme);
        $this->headerLines = new Secret($native->requestHeaders($code, $assetId, $apiKey));
        $this->body = new Secret($native->requestBody($code, $text));
    }

    /**
     * Checks events, encrypts them and puts the request together.
     *
     * @param Cipher $cipher its scheme is the request's
     * @param string|array<mixed>|object $events as {@see Events} takes them
     * @param string $assetId the panel's asset, the same as in the events
     * @param string $apiKey the panel's API key
     * @param Region|string $region where the panel's data lives
     *
     * @throws Exception\EventsException if anything is wrong with the events but warnings; nothing is encrypted then
     * @throws Exception\NetcoreAesException those of {@see Events::check()}, {@see Cipher::encrypt()} and the
     *     constructor
     */
    public static function fromEvents(
        Cipher $cipher,
        #[\SensitiveParameter] string|array|object $events,
        string $assetId,
        #[\SensitiveParameter] string $apiKey,
        Region|string $region = Region::Us,
    ): self {
        $json = Events::toJson($events);
        $problems = Events::check($json, $assetId);
        foreach ($problems as $problem) {
            if ($problem->isError()) {
                throw Exception\EventsException::about($problems);
            }
        }
        return new self($cipher->encrypt($json), $cipher->scheme(), $assetId, $apiKey, $region);
    }

    /**
     * Always `POST`.
     */
    public function method(): string
    {
        return 'POST';
    }

    public function url(): string
    {
        return $this->url;
    }

    /**
     * The headers by name, as Guzzle and Symfony take them. `Authorization` holds the API key: keep it out of logs.
     *
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
     * The headers as lines, as CURLOPT_HTTPHEADER and stream contexts take them. One holds the API key: keep it out of
     * logs.
     *
     * @return list<string>
     */
    public function headerLines(): array
    {
        return \explode("\r\n", \rtrim($this->headerLines->reveal(), "\r\n"));
    }

    /**
     * The body: `{"encryptedRequest":"..."}`.
     */
    public function body(): string
    {
        return $this->body->reveal();
    }

    /**
     * @return array<string, string> what dumps show
     */
    public function __debugInfo(): array
    {
        return ['method' => $this->method(), 'url' => $this->url, 'headers' => '<hidden>', 'body' => '<hidden>'];
    }
}
