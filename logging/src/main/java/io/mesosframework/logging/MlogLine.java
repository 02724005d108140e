package io.mesosframework.logging;

/** What {@link MlogParser} makes of a line: a record, or another program's line with the reason why it is none. */
public sealed interface MlogLine permits MlogRecord, NotMlog {

    /** The line, to the last character as it was read, without its end. */
    String text();
}
