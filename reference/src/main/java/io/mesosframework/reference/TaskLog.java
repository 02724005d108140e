package io.mesosframework.reference;

import io.mesosframework.http.Connection;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A file that a task writes, read on from where it was read to. For one thread. */
final class TaskLog implements AutoCloseable {

    private static final int CHUNK = 32_768;
    private static final int MOST_CHUNKS = 64;

    private final Transport transport;
    private final AgentFiles files;
    private final Origin agent;
    private final String path;

    private @Nullable Connection connection;
    private long offset;
    private String trouble = "";

    TaskLog(Transport transport, AgentFiles files, Origin agent, String path) {
        this.transport = transport;
        this.files = files;
        this.agent = agent;
        this.path = path;
    }

    /** Leaves out what stands before the last lines. */
    void skipToLast(int lines) {
        try {
            long size = files.size(connection(), path).join();
            long begin = size;
            int window = CHUNK / 8;
            String text = "";
            while (begin > 0 && text.chars().filter(c -> c == '\n').count() <= lines && window <= CHUNK * MOST_CHUNKS) {
                window *= 2;
                begin = Math.max(0, size - window);
                text = files.read(connection(), path, begin, (int) (size - begin))
                        .join();
            }
            offset = begin + bytes(text) - bytes(lastLines(text, lines));
        } catch (CompletionException e) {
            trouble(e);
        }
    }

    private static String lastLines(String text, int lines) {
        int from = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int i = 0; i < lines; i++) {
            from = text.lastIndexOf('\n', from - 1);
            if (from < 0) {
                return text;
            }
        }
        return text.substring(from + 1);
    }

    /**
     * The lines that are new; none where there are none, or where the agent cannot be asked.
     *
     * @param toTheEnd whether what stands behind the last line's end is a line too
     */
    List<String> more(boolean toTheEnd) {
        StringBuilder text = new StringBuilder();
        try {
            long size = files.size(connection(), path).join();
            for (int i = 0; offset < size && i < MOST_CHUNKS; i++) {
                int length = (int) Math.min(CHUNK, size - offset);
                String piece = files.read(connection(), path, offset, length).join();
                int lines = piece.lastIndexOf('\n') + 1;
                boolean isLast = toTheEnd && offset + length == size;
                boolean isLongLine = lines == 0 && length == CHUNK;
                String taken = isLast || isLongLine ? piece : piece.substring(0, lines);
                if (taken.isEmpty()) {
                    break;
                }
                text.append(taken);
                boolean isText = piece.indexOf('\uFFFD') < 0; // else it has other bytes than it shows
                offset += taken.length() < piece.length() && isText ? bytes(taken) : length;
            }
            trouble = "";
        } catch (CompletionException e) {
            trouble(e);
        }
        return text.toString().lines().toList();
    }

    /** Why nothing could be read; empty where it could. */
    String trouble() {
        return trouble;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Connection connection() {
        if (connection == null || !connection.isOpen()) {
            close();
            connection = transport.connect(agent).join();
        }
        return connection;
    }

    private void trouble(CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        trouble = "the agent at " + agent.authority() + " does not give out " + path + ": " + cause.getMessage();
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
