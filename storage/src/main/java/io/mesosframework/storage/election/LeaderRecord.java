package io.mesosframework.storage.election;

import io.mesosframework.storage.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What stands under the leader's key: lines that a person can read.
 *
 * <pre>
 * leader 1                     the format
 * term 7
 * instance host-1
 * address https://host-1:8443
 * ballot 5d2f…                 tells two attempts of one instance apart
 * </pre>
 */
record LeaderRecord(Leader leader, String ballot) {

    private static final String FORMAT = "leader 1";
    private static final List<String> FIELDS = List.of("term ", "instance ", "address ", "ballot ");

    Bytes encode() {
        return Bytes.ofText(String.join(
                "\n",
                FORMAT,
                FIELDS.get(0) + leader.term(),
                FIELDS.get(1) + leader.candidate().instance(),
                FIELDS.get(2) + leader.candidate().address(),
                FIELDS.get(3) + ballot));
    }

    /** Empty where it is no record of ours, or of a format that this version does not know. Lines added by later versions are left alone. */
    static Optional<LeaderRecord> decode(Bytes bytes) {
        List<String> lines = Arrays.asList(bytes.text().split("\n", -1));
        if (lines.size() < 1 + FIELDS.size() || !lines.get(0).equals(FORMAT)) {
            return Optional.empty();
        }
        for (int i = 0; i < FIELDS.size(); i++) {
            if (!lines.get(i + 1).startsWith(FIELDS.get(i))) {
                return Optional.empty();
            }
        }
        try {
            Candidate candidate = new Candidate(value(lines, 1), value(lines, 2));
            return Optional.of(
                    new LeaderRecord(new Leader(candidate, Long.parseLong(value(lines, 0))), value(lines, 3)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String value(List<String> lines, int field) {
        return lines.get(field + 1).substring(FIELDS.get(field).length());
    }
}
