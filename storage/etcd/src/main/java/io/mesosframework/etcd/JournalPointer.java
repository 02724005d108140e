package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which large transaction is being made, and how far that is: {@code <instance>/<group> <next> <count>}.
 *
 * @param next the part to be made next, from 0
 * @param count how many parts there are
 */
record JournalPointer(JournalGroup group, int next, int count) {

    private static final Pattern TEXT = Pattern.compile("([^/ ]+)/([^/ ]+) (\\d{1,6}) (\\d{1,6})");

    ByteSequence value() {
        return EtcdKeys.bytes(group.instance() + "/" + group.id() + " " + next + " " + count);
    }

    boolean isLast() {
        return next + 1 >= count;
    }

    JournalPointer following() {
        return new JournalPointer(group, next + 1, count);
    }

    /** Empty if it is none. */
    static Optional<JournalPointer> parse(ByteSequence value) {
        Matcher text = TEXT.matcher(EtcdKeys.text(value));
        return text.matches()
                ? Optional.of(new JournalPointer(
                        new JournalGroup(text.group(1), text.group(2)),
                        Integer.parseInt(text.group(3)),
                        Integer.parseInt(text.group(4))))
                : Optional.empty();
    }
}
