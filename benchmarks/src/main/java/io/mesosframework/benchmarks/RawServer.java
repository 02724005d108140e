package io.mesosframework.benchmarks;

import io.mesosframework.protocol.scheduler.Call;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A master's HTTP on bare sockets, one thread a connection: nothing of ours at this end of what is measured. */
final class RawServer implements AutoCloseable {

    /** What to do with calls; on the thread of the call's connection. */
    interface Master {

        /** The stream is this thread's until this returns. */
        void subscribed(OutputStream out) throws IOException;

        /** Already read as a whole, not yet answered. */
        void called(Call call);
    }

    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");
    private static final byte[] STREAM_HEAD = ascii("""
            HTTP/1.1 200 OK
            Transfer-Encoding: chunked
            Content-Type: application/x-protobuf
            Mesos-Stream-Id: 2f3b1c1e-6a57-4b0e-9f43-0a655eb7d152

            """);
    private static final byte[] ACCEPTED = ascii("HTTP/1.1 202 Accepted\nContent-Length: 0\n\n");

    private final Master master;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    RawServer(Master master) throws IOException {
        this.master = master;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::acceptAll);
    }

    int port() {
        return listening.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Optional<Call> call = read(in); call.isPresent(); call = read(in)) {
                if (call.get().getType() == Call.Type.SUBSCRIBE) {
                    out.write(STREAM_HEAD);
                    master.subscribed(out);
                } else {
                    master.called(call.get());
                    out.write(ACCEPTED);
                }
            }
        } catch (IOException e) {
            // The client has what it came for, and has gone.
        } finally {
            open.remove(socket);
        }
    }

    private static Optional<Call> read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        Matcher length = LENGTH.matcher(head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        if (body.length == 0) {
            throw new EOFException("a request without a body");
        }
        return Optional.of(Call.parseFrom(body));
    }

    private static byte[] ascii(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
