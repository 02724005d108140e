package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One agent as the allocator sees it. A shared resource is always available, however often it is in use. What is available
 * stands in the order in which the agent has it: texts about offers show that.
 */
final class Pool {

    AgentInfo info;
    boolean active = true;
    private Resources total;
    private Resources available;

    /** What is offered to each framework or used by it, with the roles it is allocated to. */
    private final Map<FrameworkID, Resources> out = new LinkedHashMap<>();

    /** The same of all frameworks together, allocated to nobody, without what is shared. */
    private Resources held = Resources.EMPTY;

    Pool(AgentInfo info, Resources total) {
        this.info = info;
        this.total = total;
        this.available = total;
    }

    Resources total() {
        return total;
    }

    Resources available() {
        return available;
    }

    Map<FrameworkID, Resources> out() {
        return out;
    }

    Resources outTo(FrameworkID frameworkId) {
        return out.getOrDefault(frameworkId, Resources.EMPTY);
    }

    boolean hasGpus() {
        return total.gpusMillis() > 0;
    }

    void take(FrameworkID frameworkId, Resources allocated) {
        out.merge(frameworkId, allocated, Resources::plus);
        hold(Resources.EMPTY, allocated);
    }

    /** More copies of shared resources than were offered (PROTOCOL B72). */
    void takeMore(FrameworkID frameworkId, Resources shared) {
        out.merge(frameworkId, shared, Resources::plus);
    }

    void giveBack(FrameworkID frameworkId, Resources allocated) {
        putOut(frameworkId, outTo(frameworkId).minus(allocated));
        hold(allocated, Resources.EMPTY);
    }

    /** What a framework holds turns into something else, and so does what the agent has. */
    void convert(FrameworkID frameworkId, Resources before, Resources after) {
        putOut(frameworkId, outTo(frameworkId).minus(before).plus(after));
        total = total.minus(before.withoutAllocation()).plus(after.withoutAllocation());
        hold(before, after);
    }

    /** What nobody holds turns into something else. */
    void convertAvailable(Resources before, Resources after) {
        setTotal(total.minus(before).plus(after));
    }

    void setTotal(Resources changed) {
        total = changed;
        hold(Resources.EMPTY, Resources.EMPTY);
    }

    private void hold(Resources less, Resources more) {
        held = held.minus(unshared(less).withoutAllocation())
                .plus(unshared(more).withoutAllocation());
        available = unshared(total).minus(held).plus(total.filter(Resource::hasShared));
    }

    private void putOut(FrameworkID frameworkId, Resources rest) {
        if (rest.isEmpty()) {
            out.remove(frameworkId);
        } else {
            out.put(frameworkId, rest);
        }
    }

    private static Resources unshared(Resources resources) {
        return resources.filter(resource -> !resource.hasShared());
    }
}
