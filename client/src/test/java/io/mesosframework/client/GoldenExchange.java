package io.mesosframework.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One of the recorded exchanges in {@code src/test/resources/golden}, taken apart without any code of the SDK. */
public final class GoldenExchange {

    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private final String name;
    private final byte[] bytes;
    private int position;

    private final String requestLine;
    private final Map<String, String> requestHeaders;
    private final byte[] requestBody;
    private final int status;
    private final Map<String, String> answerHeaders;
    private final List<byte[]> answerChunks = new ArrayList<>();

    private GoldenExchange(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.requestLine = line();
        this.requestHeaders = headers();
        this.requestBody = take(Integer.parseInt(requestHeaders.getOrDefault("content-length", "0")));
        this.status = Integer.parseInt(line().split(" ")[1]);
        this.answerHeaders = headers();
        readAnswer();
    }

    /** @param name such as {@code scheduler-json/01-subscribe.http} */
    public static GoldenExchange read(String name) {
        try {
            return new GoldenExchange(name, Files.readAllBytes(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, in the order of their names. */
    public static List<GoldenExchange> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.map(file -> FOLDER.relativize(file).toString())
                    .filter(name -> name.endsWith(".http"))
                    .sorted()
                    .map(GoldenExchange::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String requestLine() {
        return requestLine;
    }

    /** Names in lower case. */
    public Map<String, String> requestHeaders() {
        return requestHeaders;
    }

    public byte[] requestBody() {
        return requestBody.clone();
    }

    public int status() {
        return status;
    }

    /** Names in lower case. */
    public Map<String, String> answerHeaders() {
        return answerHeaders;
    }

    /** The body's HTTP chunks, or the whole body where it came with a length. */
    public List<byte[]> answerChunks() {
        return List.copyOf(answerChunks);
    }

    @Override
    public String toString() {
        return name;
    }

    private void readAnswer() {
        if (!answerHeaders.containsKey("transfer-encoding")) {
            answerChunks.add(take(Integer.parseInt(answerHeaders.getOrDefault("content-length", "0"))));
            return;
        }
        while (position < bytes.length) {
            int length = Integer.parseInt(line(), 16);
            if (length > 0) {
                answerChunks.add(take(length));
            }
            line();
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line() {
        int start = position;
        while (bytes[position] != '\r' || bytes[position + 1] != '\n') {
            position++;
        }
        position += 2;
        return new String(bytes, start, position - 2 - start, ISO_8859_1);
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return taken;
    }
}
