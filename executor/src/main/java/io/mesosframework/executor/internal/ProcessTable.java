package io.mesosframework.executor.internal;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The living processes of a Linux machine at one moment, read from /proc. Zombies are dead here. */
final class ProcessTable {

    /**
     * One process.
     *
     * @param startTime in clock ticks since boot; with the pid it names a process for good
     */
    record Row(long pid, long parent, long session, long startTime) {}

    private static final int STAT_BYTES = 1024;

    private final Map<Long, Row> rows;

    private ProcessTable(Map<Long, Row> rows) {
        this.rows = rows;
    }

    /** Empty where there is no /proc as Linux has it. */
    static Optional<ProcessTable> read() {
        String[] names = new File("/proc").list();
        if (names == null || row("self") == null) {
            return Optional.empty();
        }
        Map<Long, Row> rows = new HashMap<>();
        for (String name : names) {
            if (Character.isDigit(name.charAt(0))) {
                Row row = row(name);
                if (row != null) {
                    rows.put(row.pid(), row);
                }
            }
        }
        return Optional.of(new ProcessTable(rows));
    }

    /** One process now; empty if it is gone. */
    static Optional<Row> read(long pid) {
        return Optional.ofNullable(row(Long.toString(pid)));
    }

    Map<Long, Row> rows() {
        return rows;
    }

    private static @Nullable Row row(String name) {
        byte[] bytes = new byte[STAT_BYTES];
        int length;
        try (RandomAccessFile in = new RandomAccessFile("/proc/" + name + "/stat", "r")) {
            length = in.read(bytes);
        } catch (IOException e) {
            return null; // ended meanwhile
        }
        return length <= 0 ? null : parse(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    /** Fields of proc(5): the command's name, field 2, is in brackets and may itself hold any character. */
    static @Nullable Row parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < open) {
            return null;
        }
        String[] fields = stat.substring(close + 1).trim().split(" ");
        if (fields.length < 20 || fields[0].equals("Z") || fields[0].equals("X")) {
            return null;
        }
        return new Row(
                Long.parseLong(stat.substring(0, open).trim()),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]));
    }
}
