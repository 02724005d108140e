package io.mesosframework.conformance.suite;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP by plain sockets: a connection, what is written to it, and what comes back. */
public final class Http implements AutoCloseable {
    private static final int LONGEST_LINE = 64_000;

    private final Socket socket;
    private final InputStream in;

    private Http(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * @param lines status line and headers, as they came
     * @param body without its chunking; empty for a stream
     */
    public record Reply(List<String> lines, ByteString body) {
        public int status() {
            return Integer.parseInt(lines.get(0).split(" ", 3)[1]);
        }

        /** Such as {@code 400 Bad Request}. */
        public String statusLine() {
            return lines.get(0).split(" ", 2)[1];
        }

        public Optional<String> header(String name) {
            return lines.stream()
                    .skip(1)
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        public String text() {
            return body.toStringUtf8();
        }
    }

    /** Connects; whatever is read later and does not come within that time fails. */
    static Http connect(String address, int patienceMillis) {
        int colon = address.lastIndexOf(':');
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    patienceMillis);
            socket.setSoTimeout(patienceMillis);
            return new Http(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request's bytes; Host and Content-Length are added where the headers do not have them. */
    static byte[] request(String method, String path, String host, List<String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (!has(headers, "host")) {
            head.append("Host: ").append(host).append("\r\n");
        }
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (!has(headers, "content-length")
                && !has(headers, "transfer-encoding")
                && (body.length > 0 || !method.equals("GET"))) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }

    private static boolean has(List<String> headers, String name) {
        return headers.stream()
                .anyMatch(header -> header.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    }

    /** The status line and the headers of the next answer. */
    Reply head() {
        try {
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            return new Reply(lines, ByteString.EMPTY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer, whole. */
    Reply reply() {
        Reply head = head();
        try {
            return new Reply(head.lines(), ByteString.copyFrom(body(head)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body that follows that head, as text. */
    String textAfter(Reply head) {
        try {
            return new String(body(head), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] body(Reply head) throws IOException {
        if (chunked(head)) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.writeBytes(chunk);
            }
            return body.toByteArray();
        }
        Optional<String> length = head.header("Content-Length");
        if (length.isPresent()) {
            return exactly(Integer.parseInt(length.get()));
        }
        return in.readAllBytes();
    }

    static boolean chunked(Reply head) {
        return head.header("Transfer-Encoding").filter("chunked"::equals).isPresent();
    }

    /** The next chunk's bytes; none for the last one. */
    byte[] chunk() throws IOException {
        byte[] bytes = exactly(Integer.parseInt(line(), 16));
        line();
        return bytes;
    }

    /** Whether no answer begins for so long, whatever else comes. */
    boolean unanswered(int millis) {
        try {
            int patience = socket.getSoTimeout();
            long end = System.nanoTime() + millis * 1_000_000L;
            StringBuilder read = new StringBuilder();
            try {
                for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                    socket.setSoTimeout((int) left);
                    int b = in.read();
                    if (b < 0 || read.append((char) b).indexOf("HTTP/1.1 ") >= 0) {
                        return false;
                    }
                }
                return true;
            } catch (SocketTimeoutException e) {
                return true;
            } finally {
                socket.setSoTimeout(patience);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all up to the end of that text. */
    void readUntil(String text) {
        try {
            StringBuilder read = new StringBuilder();
            while (!read.toString().endsWith(text)) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException("the connection ends before " + text);
                }
                read.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits without end for what comes on a stream. */
    void patientForever() {
        try {
            socket.setSoTimeout(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ends within " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the connection ends");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(b);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
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
}
