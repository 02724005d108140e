package io.mesosframework.conformance.golden;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One request on a connection of its own and every byte of the answer, as they come. */
final class RawExchange implements AutoCloseable {
    private final byte[] request;
    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean ended;

    private RawExchange(byte[] request, Socket socket) {
        this.request = request;
        this.socket = socket;
    }

    /** Sends the request and reads on in the background until the other side or {@link #close} ends it. */
    static RawExchange send(String address, byte[] request) {
        int colon = address.lastIndexOf(':');
        try {
            Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            socket.setTcpNoDelay(true);
            RawExchange exchange = new RawExchange(request, socket);
            Thread reader = new Thread(exchange::read, "golden-reader");
            reader.setDaemon(true);
            reader.start();
            socket.getOutputStream().write(request);
            return exchange;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        byte[] buffer = new byte[16_384];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                append(buffer, n);
            }
        } catch (IOException e) {
            // Closed here or cut there: what came before counts.
        }
        synchronized (received) {
            ended = true;
        }
    }

    private void append(byte[] buffer, int length) {
        synchronized (received) {
            received.write(buffer, 0, length);
        }
    }

    /** Whether the answer is whole: all of its announced length, its last chunk, or the connection's end. */
    boolean complete() {
        synchronized (received) {
            Answer answer = Answer.of(received.toByteArray());
            return ended || answer.whole();
        }
    }

    /** The status code, 0 before it came. */
    int status() {
        Answer answer = answer();
        return answer.head().isEmpty() ? 0 : Integer.parseInt(answer.head().split(" ", 3)[1]);
    }

    String header(String name) {
        return answer().header(name);
    }

    String text() {
        return answer().body().toStringUtf8();
    }

    /** The whole RecordIO records of the body so far. */
    List<byte[]> records() {
        byte[] body = answer().body().toByteArray();
        List<byte[]> records = new ArrayList<>();
        int at = 0;
        while (true) {
            int lf = indexOf(body, '\n', at);
            if (lf < 0) {
                return records;
            }
            int length = Integer.parseInt(new String(body, at, lf - at, StandardCharsets.US_ASCII));
            if (lf + 1 + length > body.length) {
                return records;
            }
            records.add(Arrays.copyOfRange(body, lf + 1, lf + 1 + length));
            at = lf + 1 + length;
        }
    }

    /** Writes the request's bytes and, right behind them, the answer's. */
    void save(Path file) {
        synchronized (received) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(request);
            all.writeBytes(received.toByteArray());
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, all.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer() {
        synchronized (received) {
            return Answer.of(received.toByteArray());
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** An answer read so far; the body without its chunking. */
    private record Answer(String head, ByteString body, boolean whole) {
        static Answer of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new Answer("", ByteString.EMPTY, false);
            }
            Answer head = new Answer(text.substring(0, end), ByteString.EMPTY, false);
            byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
            if (head.header("Transfer-Encoding").equals("chunked")) {
                return dechunked(head.head(), rest);
            }
            String length = head.header("Content-Length");
            return new Answer(
                    head.head(),
                    ByteString.copyFrom(rest),
                    !length.isEmpty() && rest.length >= Integer.parseInt(length));
        }

        private static Answer dechunked(String head, byte[] chunks) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int at = 0;
            while (true) {
                int lf = indexOf(chunks, '\n', at);
                if (lf < 0) {
                    return new Answer(head, ByteString.copyFrom(body.toByteArray()), false);
                }
                int size = Integer.parseInt(new String(chunks, at, lf - 1 - at, StandardCharsets.US_ASCII), 16);
                int next = lf + 1 + size + 2;
                if (next > chunks.length) {
                    return new Answer(head, ByteString.copyFrom(body.toByteArray()), false);
                }
                if (size == 0) {
                    return new Answer(head, ByteString.copyFrom(body.toByteArray()), true);
                }
                body.write(chunks, lf + 1, size);
                at = next;
            }
        }

        String header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .findFirst()
                    .orElse("");
        }
    }
}
