package example;

import io.mesosframework.etcd.EtcdStorage;
import io.mesosframework.scheduler.Candidacy;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.storage.election.Candidate;
import io.mesosframework.storage.election.LeaderElection;
import io.mesosframework.storage.election.Leadership;
import java.nio.file.Path;
import java.util.List;

/**
 * A framework of which several instances run and one leads; start it on as many hosts as you like, and end any of them.
 * {@code java example.HighlyAvailable 10.0.0.1:5050 available.json etcd:http://10.0.0.1:2379 host-1}
 */
public final class HighlyAvailable {

    public static void main(String[] arguments) throws Exception {
        List<Application> applications = ApplicationJson.read(Path.of(arguments[1]));
        try (EtcdStorage storage = EtcdStorage.connect(arguments[2]);
                LeaderElection election =
                        LeaderElection.in(storage, "highly-available", new Candidate(arguments[3], ""));
                Candidacy candidacy =
                        Candidacy.start(election, leadership -> start(arguments, applications, storage, leadership))) {
            candidacy.ended().get(); // until the process is ended, or another election would mend nothing
        }
    }

    /** Called each time that this instance is elected. */
    private static Framework start(
            String[] arguments, List<Application> applications, EtcdStorage storage, Leadership leadership) {
        System.out.println(arguments[3] + " leads, in term " + leadership.term());
        Framework framework = Framework.named("highly-available")
                .masters(arguments[0])
                .storage(storage)
                .leadership(leadership)
                .listener(change -> System.out.println(arguments[3] + ": " + change.key() + " "
                        + (change.after() == null
                                ? "gone"
                                : change.after().state().word())))
                .start();
        for (Application application : applications) {
            var unused =
                    framework.put(application); // nothing where it is there already, as the instance before left it
        }
        return framework;
    }
}
