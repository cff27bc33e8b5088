<?php

/*
 * Writes ffi/netcore_aes.h, the declarations for PHP's FFI, from include/netcore_aes.h. With --check it compares
 * instead, and fails if they differ.
 */

declare(strict_types=1);

const SOURCE = __DIR__ . '/../../../include/netcore_aes.h';
const TARGET = __DIR__ . '/../ffi/netcore_aes.h';

function declarations(string $header): string
{
    $code = preg_replace(['~/\*.*?\*/~s', '~//.*~', '/^\s*#.*$/m', '/extern "C" \{|^\}\s*$/m'], '', $header);
    $code = trim(preg_replace('/\s+/', ' ', $code));
    // FFI passes a PHP string only as `const char *`, and this package allocates all buffers as char.
    $code = preg_replace('/\buint8_t \*/', 'char *', $code);
    $lines = implode("\n", array_map('trim', preg_split('/(?<=;)/', $code, -1, PREG_SPLIT_NO_EMPTY)));
    return <<<HEADER
        #define FFI_SCOPE "NETCORE_AES"
        #define FFI_LIB "libnetcore_aes.so.1"
        /* Generated from include/netcore_aes.h by tools/generate-declarations.php: do not edit. */
        {$lines}

        HEADER;
}

$generated = declarations(file_get_contents(SOURCE));
if (in_array('--check', $argv, true)) {
    if ($generated !== file_get_contents(TARGET)) {
        fwrite(STDERR, "ffi/netcore_aes.h is out of date; run tools/generate-declarations.php\n");
        exit(1);
    }
} else {
    file_put_contents(TARGET, $generated);
}
