package io.github.netcoreaes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

/** The code of the README: compiles and runs it, and compares the output. */
class ReadmeTest {
    @TempDir Path folder;

    @Test
    void everyBlockOfCodeDoesWhatThePageSays() throws Exception {
        Map<String, String> blocks = new LinkedHashMap<>();
        String page = Vectors.read("bindings/java/README.md");
        Pattern.compile("^```(\\w+)(?: (\\S+))?\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(page)
                .results()
                .filter(block -> !block.group(1).equals("xml"))
                .forEach(block -> blocks.put(String.valueOf(block.group(2)), block.group(3)));
        assertEquals(
                "[Encrypt.java, Encrypt.txt, Send.java, Send.txt, Uploads.java, Uploads.txt]",
                blocks.keySet().toString());
        String event = UploadTest.event("5").replace("asset\"", "my-asset\"");
        Files.writeString(
                folder.resolve("events.ndjson"),
                event + "\n" + event.replace("web", "tv") + "\n" + event + "\n");
        for (String name : new String[] {"Encrypt", "Send", "Uploads"}) {
            assertEquals(blocks.get(name + ".txt"), run(name, blocks.get(name + ".java")));
        }
    }

    private String run(String name, String code) throws Exception {
        Path source = Files.writeString(folder.resolve(name + ".java"), code);
        String classPath = System.getProperty("java.class.path");
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-Xlint:all,-options",
                                "-Werror",
                                "-cp",
                                classPath,
                                "-d",
                                folder.toString(),
                                source.toString());
        assertEquals(0, failed, name);
        return new Child(folder)
                .classPath(folder + File.pathSeparator + classPath)
                .environment("NETCORE_AES_KEY", "0123456789abcdefghijklmnopqrstuv")
                .environment("NETCORE_AES_IV", "0123456789abcdef")
                .environment("NETCORE_API_KEY", Vectors.API_KEY)
                .run(name);
    }

    @Test
    void theVersionOnThePageIsTheOneThatIsBuilt() {
        String page = Vectors.read("bindings/java/README.md");
        Pattern.compile("netcore-aes[-:](\\d+\\.\\d+\\.\\d+)|<version>(.*?)</version>")
                .matcher(page)
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .forEach(version -> assertEquals(NetcoreAes.version(), version));
        assertTrue(page.contains("netcore-aes-" + NetcoreAes.version() + ".jar"));
    }
}
