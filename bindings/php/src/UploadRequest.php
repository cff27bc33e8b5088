<?php

declare(strict_types=1);

namespace NetcoreAes;

use NetcoreAes\Internal\NotSerializable;
use NetcoreAes\Internal\RequestHead;
use NetcoreAes\Internal\Secret;

/**
 * A request that uploads one encrypted payload, for any HTTP client. This class sends nothing.
 *
 * Dumps do not show the API key or the body, and a request cannot be serialized.
 */
final class UploadRequest
{
    use NotSerializable;

    private readonly RequestHead $head;
    private readonly Secret $body;

    /**
     * @param string $text the encrypted payload, as {@see Cipher::encrypt()} returned it
     * @param Scheme|int $scheme the scheme of that cipher, or its x-eCode
     * @param string $assetId the panel's asset id, the same as in the events
     * @param string $apiKey the panel's API key
     * @param Region|string $region the panel's region, or its short name: us, in or eu
     *
     * @throws Exception\UnknownRegionException
     * @throws Exception\UnknownSchemeException
     * @throws Exception\AssetIdException if it is empty or not a valid header value
     * @throws Exception\ApiKeyException if it is empty or not a valid header value
     * @throws Exception\EncodingException if the text is not in the scheme's encoding, such as a payload that was not
     *     encrypted
     */
    public function __construct(
        #[\SensitiveParameter] string $text,
        Scheme|int $scheme,
        string $assetId,
        #[\SensitiveParameter] string $apiKey,
        Region|string $region = Region::Us,
    ) {
        $this->head = new RequestHead($scheme, $assetId, $apiKey, $region);
        $this->body = new Secret(Library::native()->requestBody(Scheme::code($scheme), $text));
    }

    /**
     * Checks events, encrypts them and builds the request.
     *
     * @param Cipher $cipher the cipher, whose scheme becomes the request's
     * @param string|array<mixed>|object $events the events, in a form that {@see Events} takes
     * @param string $assetId the panel's asset id, the same as in the events
     * @param string $apiKey the panel's API key
     * @param Region|string $region the panel's region, or its short name: us, in or eu
     *
     * @throws Exception\EventsException if the events have an error; then nothing is encrypted. Warnings are allowed
     * @throws Exception\NetcoreAesException as {@see Events::check()}, {@see Cipher::encrypt()} and the constructor
     */
    public static function fromEvents(
        Cipher $cipher,
        #[\SensitiveParameter] string|array|object $events,
        string $assetId,
        #[\SensitiveParameter] string $apiKey,
        Region|string $region = Region::Us,
    ): self {
        $json = Events::toJson($events);
        $problems = Events::checkJson($json, !\is_string($events), $assetId, \time());
        foreach ($problems as $problem) {
            if ($problem->isError()) {
                throw Exception\EventsException::about($problems);
            }
        }
        return new self($cipher->encrypt($json), $cipher->scheme(), $assetId, $apiKey, $region);
    }

    /**
     * The HTTP method: always `POST`.
     */
    public function method(): string
    {
        return 'POST';
    }

    /**
     * The URL to post to.
     */
    public function url(): string
    {
        return $this->head->url;
    }

    /**
     * The headers by name, for Guzzle and Symfony. `Authorization` contains the API key: keep it out of logs.
     *
     * @return array<string, string>
     */
    public function headers(): array
    {
        return $this->head->headers();
    }

    /**
     * The headers as lines, for CURLOPT_HTTPHEADER and stream contexts. One contains the API key: keep it out of logs.
     *
     * @return list<string>
     */
    public function headerLines(): array
    {
        return $this->head->headerLines();
    }

    /**
     * The body: `{"encryptedRequest":"..."}`.
     */
    public function body(): string
    {
        return $this->body->reveal();
    }

    /**
     * @return array<string, string> the properties that dumps show
     */
    public function __debugInfo(): array
    {
        return ['method' => $this->method(), 'url' => $this->head->url, 'headers' => '<hidden>', 'body' => '<hidden>'];
    }
}
