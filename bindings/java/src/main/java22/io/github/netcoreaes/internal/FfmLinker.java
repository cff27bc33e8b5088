package io.github.netcoreaes.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Makes handles of C functions.
 *
 * <p>A signature is written as {@code i(pm)}: the result, then the parameters. {@code i} is an int,
 * {@code p} an address or a size as a long, {@code m} an address as a memory segment, {@code v}
 * void.
 */
@SuppressWarnings("restricted")
record FfmLinker(Linker linker, SymbolLookup symbols) {
    /** Loads a library for as long as the linker is reachable; refuses one of another ABI. */
    static FfmLinker open(String library) {
        FfmLinker opened = new FfmLinker(Linker.nativeLinker(), lookup(library));
        try {
            Library.checkAbi(library, (int) opened.function("abi_version", "i()").invokeExact());
        } catch (Throwable failed) {
            throw rethrown(failed);
        }
        return opened;
    }

    private static SymbolLookup lookup(String library) {
        boolean isPath = library.contains("/") || library.contains("\\");
        try {
            return isPath
                    ? SymbolLookup.libraryLookup(Path.of(library), Arena.ofAuto())
                    : SymbolLookup.libraryLookup(library, Arena.ofAuto());
        } catch (IllegalArgumentException failed) {
            if (isPath) {
                // Fails too, and says why.
                System.load(library);
            }
            throw new UnsatisfiedLinkError(failed.getMessage());
        } catch (IllegalCallerException denied) {
            throw LoadFailure.denied(FfmLinker.class);
        }
    }

    /** A function of this library, named without its prefix. */
    MethodHandle function(String name, String signature) {
        return linker.downcallHandle(find(name), descriptor(signature));
    }

    /** The same for segments of the heap; the garbage collector waits until it returns. */
    MethodHandle lending(String name, String signature) {
        return linker.downcallHandle(
                find(name), descriptor(signature), Linker.Option.critical(true));
    }

    /** A function of the C library. */
    MethodHandle standard(String name, String signature) {
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(() -> missing(name)),
                descriptor(signature));
    }

    /** The exception for what a handle threw. C functions throw nothing. */
    static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        throw Errors.internal(
                "a native call threw " + thrown.getClass().getName() + "; please report it");
    }

    /** In the global scope: a call need not keep the library alive, since the linker does. */
    private MemorySegment find(String name) {
        return symbols.find("netcore_aes_" + name)
                .map(found -> MemorySegment.ofAddress(found.address()))
                .orElseThrow(() -> missing("netcore_aes_" + name));
    }

    private static UnsatisfiedLinkError missing(String name) {
        return new UnsatisfiedLinkError("the function " + name + " is missing");
    }

    private static FunctionDescriptor descriptor(String signature) {
        MemoryLayout[] parameters =
                signature
                        .substring(2, signature.length() - 1)
                        .chars()
                        .mapToObj(letter -> layout((char) letter))
                        .toArray(MemoryLayout[]::new);
        char result = signature.charAt(0);
        return result == 'v'
                ? FunctionDescriptor.ofVoid(parameters)
                : FunctionDescriptor.of(layout(result), parameters);
    }

    private static MemoryLayout layout(char letter) {
        return switch (letter) {
            case 'i' -> ValueLayout.JAVA_INT;
            case 'p' -> ValueLayout.JAVA_LONG;
            case 'm' -> ValueLayout.ADDRESS;
            default -> throw new AssertionError(letter);
        };
    }
}
