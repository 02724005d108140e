package io.mesosframework.zookeeper;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node by which a master announces itself (PROTOCOL H7, H9).
 *
 * @param label what stands before the first underscore; empty for the oldest masters'
 * @param sequence who has the smallest leads, whatever the label (PROTOCOL H11)
 */
record MasterNode(String name, String label, int sequence) {

    /** Those among the children of the masters' path, the leader's first; others that are there are passed over (H10). */
    static List<MasterNode> among(List<String> children) {
        return children.stream()
                .flatMap(MasterNode::parse)
                .sorted(Comparator.comparingInt(MasterNode::sequence).thenComparing(MasterNode::name))
                .toList();
    }

    private static Stream<MasterNode> parse(String name) {
        int number = name.lastIndexOf('_') + 1;
        String label = number == 0 ? "" : name.substring(0, name.indexOf('_'));
        try {
            return Stream.of(new MasterNode(name, label, Integer.parseInt(name.substring(number))));
        } catch (NumberFormatException e) {
            return Stream.empty();
        }
    }
}
