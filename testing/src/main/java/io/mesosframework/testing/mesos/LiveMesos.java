package io.mesosframework.testing.mesos;

import io.mesosframework.embedded.EmbeddedMesos;
import java.util.List;

/**
 * The embedded Mesos, as all modes are seen.
 *
 * @param embedded with all it can do
 */
public record LiveMesos(EmbeddedMesos embedded) implements MesosUnderTest {

    @Override
    public MesosCluster.Mode mode() {
        return MesosCluster.Mode.LIVE;
    }

    @Override
    public List<String> masters() {
        return embedded.masters();
    }

    @Override
    public List<String> agents() {
        return embedded.agents();
    }

    @Override
    public void close() {
        embedded.close();
    }
}
