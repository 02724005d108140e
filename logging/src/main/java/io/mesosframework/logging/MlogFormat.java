package io.mesosframework.logging;

import io.mesosframework.logging.internal.JsonLine;
import java.util.List;

/** How events are written. */
public enum MlogFormat {
    /** The twelve fields, a record a line of the text; see {@link MlogRecord}. */
    TEXT {
        @Override
        String written(MlogEvent event, List<MlogRecord> records) {
            StringBuilder text = new StringBuilder(
                    records.size() * MlogRecord.TYPICAL_LENGTH + event.text().length());
            for (MlogRecord record : records) {
                record.writeTo(text);
                text.append('\n');
            }
            return text.toString();
        }
    },
    /**
     * One object a line, with all lines of the text in its {@code message}:
     *
     * <pre>{"mlog":1,"severity":"INFO","taskId":"0","pid":7,"group":"unknown","application":"a","program":"p","correlationId":"0",
     * "file":"A.java","line":3,"time":"2026-11-22T19:17:45.5Z","message":"…"}</pre>
     */
    JSON {
        @Override
        String written(MlogEvent event, List<MlogRecord> records) {
            MlogIdentity identity = event.identity();
            return new JsonLine()
                    .put("mlog", 1)
                    .put("severity", event.severity().name())
                    .put("taskId", identity.taskId())
                    .put("pid", identity.pid())
                    .put("group", identity.group())
                    .put("application", identity.application())
                    .put("program", identity.program())
                    .put("correlationId", identity.correlationId())
                    .put("file", event.file())
                    .put("line", event.line())
                    .put("time", event.time().toString())
                    .put("message", event.text())
                    .end();
        }
    };

    /** The event as whole lines, each with LF at its end; nothing if its text has nothing but empty lines. */
    public String write(MlogEvent event) {
        List<MlogRecord> records = event.records();
        return records.isEmpty() ? "" : written(event, records);
    }

    abstract String written(MlogEvent event, List<MlogRecord> records);
}
