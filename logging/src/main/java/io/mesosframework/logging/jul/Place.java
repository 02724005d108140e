package io.mesosframework.logging.jul;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import java.util.logging.LogRecord;

/** Where a record was logged. It knows its class; the line is on the stack, as long as it is written by the thread that logged. */
record Place(String file, int line) {

    static Place of(LogRecord record) {
        String source = record.getSourceClassName();
        Optional<StackFrame> frame = StackWalker.getInstance()
                .walk(frames -> frames.filter(each -> each.getClassName().equals(source))
                        .findFirst());
        return new Place(
                frame.map(StackFrame::getFileName).orElse(""),
                frame.map(StackFrame::getLineNumber).orElse(0));
    }
}
