package io.mesosframework.zookeeper;

import io.mesosframework.http.Origin;
import io.mesosframework.zookeeper.MasterDetection.State;
import io.mesosframework.zookeeper.MasterRecord.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who leads by what stands in ZooKeeper (PROTOCOL H10, H11, H22); plain code on plain data. */
final class Announced {

    /** Masters are three or five; whatever more is there, has been put there by somebody else. */
    private static final int MOST_READ = 16;

    /** Gives what a node holds. */
    @FunctionalInterface
    interface Reader {

        /**
         * @return empty if it has gone meanwhile
         * @throws UnreadableException if it holds more than {@link MasterRecord#MAX_BYTES}
         */
        Optional<byte[]> read(MasterNode node) throws Exception;
    }

    private Announced() {}

    /** From the first node on that can be read; the problem names the first that cannot. */
    static MasterDetection look(List<String> children, Reader reader, boolean https) throws Exception {
        List<Origin> others = new ArrayList<>();
        String problem = "";
        for (MasterNode node :
                MasterNode.among(children).stream().limit(MOST_READ).toList()) {
            try {
                Optional<byte[]> data = reader.read(node);
                if (data.isEmpty()) {
                    continue; // its going is told by the watch
                }
                Origin master = MasterRecord.read(node, data.get(), https);
                if (problem.isEmpty()) {
                    return new MasterDetection(State.LEADER, List.of(master), "");
                }
                others.add(master);
            } catch (UnreadableException e) {
                if (problem.isEmpty()) {
                    problem = "the node " + Shown.text(node.name()) + " cannot be read: " + e.getMessage();
                }
            }
        }
        return problem.isEmpty()
                ? new MasterDetection(State.NONE, List.of(), "")
                : new MasterDetection(State.UNREADABLE, others, problem);
    }
}
