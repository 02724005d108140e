package io.mesosframework.testing.mesos.internal;

import io.mesosframework.testing.mesos.MesosCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What a {@link MesosCluster} asks for that its mode does not have. It is refused rather than passed over: a test must not believe
 * to have what it has not.
 */
final class Contradictions {

    private final MesosCluster wanted;
    private final List<String> found = new ArrayList<>();

    private Contradictions(MesosCluster wanted) {
        this.wanted = wanted;
    }

    /**
     * @param where what is annotated
     * @throws ExtensionConfigurationException if there are any; the message tells all of them
     */
    static void refuse(MesosCluster wanted, String where) {
        List<String> found = new Contradictions(wanted).find();
        if (!found.isEmpty()) {
            throw new ExtensionConfigurationException("@MesosCluster on " + where + ": " + String.join("; ", found));
        }
    }

    private List<String> find() {
        check(wanted.agents() < 0, "agents = " + wanted.agents() + " is negative");
        check(wanted.masters() < 1, "masters = " + wanted.masters() + " is no cluster: there is at least one");
        switch (wanted.mode()) {
            case LIVE ->
                check(
                        wanted.virtualTime() && hasProcesses(),
                        "virtualTime = true does not go with tasks = PROCESSES, which take the machine's time: leave one"
                                + " of them out");
            case SCRIPTED -> {
                check(wanted.agents() > 1, ofClusters("agents = " + wanted.agents()));
                check(wanted.masters() > 1, ofClusters("masters = " + wanted.masters()));
                check(!wanted.resources().isEmpty(), ofClusters("resources"));
                check(!wanted.attributes().isEmpty(), ofClusters("attributes"));
                check(hasProcesses(), ofClusters("tasks = PROCESSES"));
                checkOwnTime();
            }
            case REAL -> checkOwnTime();
        }
        return found;
    }

    private boolean hasProcesses() {
        return wanted.tasks() == MesosCluster.Tasks.PROCESSES;
    }

    private static String ofClusters(String attribute) {
        return attribute
                + " is nothing for mode = SCRIPTED, one master without agents: leave it out, or use another mode";
    }

    private void checkOwnTime() {
        check(wanted.virtualTime(), ofLive("virtualTime = true"));
        check(wanted.seed() != 0, ofLive("seed = " + wanted.seed()));
    }

    private String ofLive(String attribute) {
        return attribute + " is for mode = LIVE only, not for " + wanted.mode() + ": leave it out, or use mode = LIVE";
    }

    private void check(boolean contradicts, String problem) {
        if (contradicts) {
            found.add(problem);
        }
    }
}
