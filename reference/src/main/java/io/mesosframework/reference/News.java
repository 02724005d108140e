package io.mesosframework.reference;

import io.mesosframework.structures.BoundedHistory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last messages, in as many rows as a screen has for them. For one thread. */
final class News {

    private static final int KEPT = 20;

    /** Of one message. */
    private static final int MOST_ROWS = 4;

    private static final String INDENT = "      ";

    private BoundedHistory<String> messages = BoundedHistory.empty(KEPT);

    void add(String line) {
        messages = messages.plus(line);
    }

    /** The latest that fit, each from its beginning; of the very last at least that. */
    List<String> rows(int columns, int room) {
        Deque<List<String>> shown = new ArrayDeque<>();
        int left = room;
        for (int i = messages.size() - 1; left > 0 && i >= 0; i--) {
            List<String> wrapped = wrapped(messages.get(i), columns);
            if (wrapped.size() > left && !shown.isEmpty()) {
                break;
            }
            List<String> rows = wrapped.subList(0, Math.min(left, wrapped.size()));
            shown.addFirst(rows);
            left -= rows.size();
        }
        return shown.stream().flatMap(List::stream).toList();
    }

    /** In rows of at most so many characters; what is longer than the most rows ends with an ellipsis. */
    static List<String> wrapped(String line, int columns) {
        List<String> rows = new ArrayList<>();
        String indent = columns > 4 * INDENT.length() ? INDENT : "";
        String rest = line;
        while (rest.length() > columns && rows.size() < MOST_ROWS - 1) {
            int end = end(rest, columns, rows.isEmpty() ? 0 : indent.length());
            rows.add(rest.substring(0, end).stripTrailing());
            rest = indent + rest.substring(end).stripLeading();
        }
        rows.add(cut(rest, columns));
        return rows;
    }

    /** At a blank, where there is one not too far from the end of the row. */
    private static int end(String text, int columns, int indent) {
        int blank = text.lastIndexOf(' ', columns);
        if (blank > Math.max(indent, columns / 2)) {
            return blank;
        }
        return columns > 1 && Character.isHighSurrogate(text.charAt(columns - 1)) ? columns - 1 : columns;
    }

    static String cut(String line, int columns) {
        if (line.length() <= columns) {
            return line;
        }
        int end = Math.max(0, columns - 1);
        return line.substring(0, end > 0 && Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
