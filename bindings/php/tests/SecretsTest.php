<?php

declare(strict_types=1);

namespace NetcoreAes\Tests;

use NetcoreAes\Cipher;
use NetcoreAes\Credentials;
use NetcoreAes\Internal\ExceptionFactory;
use NetcoreAes\Problem;
use NetcoreAes\Tests\Support\Paths;
use NetcoreAes\Tests\Support\Sample;
use NetcoreAes\UploadBody;
use NetcoreAes\UploadRequest;
use NetcoreAes\UploadStream;
use PHPUnit\Framework\TestCase;

/**
 * Dumps, exports, casts and serializers show no secret.
 */
final class SecretsTest extends TestCase
{
    /** The names of parameters that may hold a secret. */
    private const SENSITIVE = [
        'key', 'iv', 'plaintext', 'plaintexts', 'text', 'texts', 'aad', 'message', 'items', 'results', 'events',
        'payload', 'apiKey', 'value', 'call', 'data', 'source', 'piece', 'body', 'event',
    ];

    /**
     * @return iterable<string, array{object, list<string>}>
     */
    public static function objects(): iterable
    {
        $cipher = Sample::cipher();
        $cipher->decrypt($cipher->encrypt(Sample::PLAINTEXT));
        yield 'cipher' => [$cipher, [Sample::KEY, Sample::IV, Sample::PLAINTEXT]];
        $credentials = Credentials::generate();
        yield 'credentials' => [$credentials, [$credentials->key(), $credentials->iv()]];
        $text = $cipher->encrypt(Sample::PLAINTEXT);
        $request = new UploadRequest($text, 11256, 'asset', Sample::API_KEY);
        yield 'request' => [$request, [Sample::API_KEY, $text]];
        yield from self::streams($cipher);
    }

    /**
     * @return iterable<string, array{object, list<string>}> streams from each kind of source, and what they return
     */
    private static function streams(Cipher $cipher): iterable
    {
        $good = \json_encode(Sample::event(['identity' => Sample::KEY]));
        $bad = Sample::PLAINTEXT;
        foreach ([$bad, [$good, "\n"], \fopen('data:,' . \rawurlencode($bad), 'r')] as $kind => $source) {
            $stream = new UploadStream($cipher, $source, 'asset', Sample::API_KEY);
            [$upload] = \iterator_to_array($stream);
            $text = $upload instanceof UploadBody ? \substr($upload->body(), 30, -2) : '9999911111';
            yield "upload {$kind}" => [$upload, [Sample::KEY, '9999911111', $text]];
            yield "stream {$kind}" => [$stream, [Sample::API_KEY, Sample::KEY, '9999911111', $text]];
        }
    }

    /**
     * @dataProvider objects
     * @param list<string> $secrets
     */
    public function testNothingShowsASecret(object $object, array $secrets): void
    {
        \ob_start();
        \var_dump($object, (array) $object);

        $shown = \ob_get_clean();
        $shown .= \print_r($object, true) . \print_r((array) $object, true) . \var_export($object, true);
        $shown .= \json_encode([$object, (array) $object], \JSON_PARTIAL_OUTPUT_ON_ERROR);
        $shown .= (new \ReflectionObject($object))->__toString() . \http_build_query((array) $object);
        self::assertStringContainsString($object::class, $shown);
        foreach ($secrets as $secret) {
            for ($start = 0; $start + 8 <= \strlen($secret); $start++) {
                self::assertStringNotContainsString(\substr($secret, $start, 8), $shown);
            }
        }
    }

    public function testWhatDumpsShow(): void
    {
        $cipher = Sample::cipher();
        self::assertSame(['scheme' => 11256, 'closed' => false], $cipher->__debugInfo());
        $cipher->close();
        self::assertSame(['scheme' => 11256, 'closed' => true], $cipher->__debugInfo());
        self::assertSame('[{},{}]', \json_encode([$cipher, Credentials::generate()]));
    }

    /**
     * @dataProvider objects
     */
    public function testNoneCanBeSerialized(object $object): void
    {
        try {
            \serialize([$object]);
            self::fail('it should not be serialized');
        } catch (\LogicException $exception) {
            self::assertStringContainsString($object::class . ' holds secrets', $exception->getMessage());
        }
        $name = $object::class;
        $this->expectException(\LogicException::class);
        \unserialize('O:' . \strlen($name) . ":\"{$name}\":0:{}");
    }

    public function testASecretIsGoneWithItsObject(): void
    {
        $before = \memory_get_usage();
        for ($i = 0; $i < 10_000; $i++) {
            Credentials::generate();
        }
        self::assertLessThan(100_000, \memory_get_usage() - $before);
    }

    public function testEverySecretParameterIsMarked(): void
    {
        $marked = 0;
        foreach (self::methods() as $method) {
            foreach ($method->getParameters() as $parameter) {
                $where = "{$method->class}::{$method->name}() \${$parameter->name}";
                $isMarked = $parameter->getAttributes(\SensitiveParameter::class) !== [];
                // An exception's message, the problems of events and numbers hold no secret.
                $isSensitive = \in_array($parameter->name, self::SENSITIVE, true)
                    && (string) $parameter->getType() !== 'int'
                    && !\str_contains($method->class, '\\Exception\\')
                    && !\in_array($method->class, [Problem::class, ExceptionFactory::class], true)
                    && !$method->getDeclaringClass()->isEnum();
                self::assertSame($isSensitive, $isMarked, $where);
                $marked += (int) $isMarked;
            }
        }
        self::assertGreaterThan(25, $marked);
    }

    /**
     * @return iterable<\ReflectionMethod> those of every class of the package
     */
    private static function methods(): iterable
    {
        $root = Paths::package() . '/src/';
        $files = new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($root));
        foreach (new \RegexIterator($files, '/\.php$/') as $file) {
            $name = 'NetcoreAes\\' . \strtr(\substr($file->getPathname(), \strlen($root), -4), '/', '\\');
            foreach ((new \ReflectionClass($name))->getMethods() as $method) {
                if ($method->class === $name) {
                    yield $method;
                }
            }
        }
    }
}
