package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.application.NamedNeed;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What only some agents offer: gpus, disks other than the root disk, and resources with names of their own. */
final class Extras {

    private final AmountPool gpus = new AmountPool();
    private final Disks disks = new Disks();
    private final Map<String, Pool> named = new LinkedHashMap<>(2);

    /** Whether anything of the kind is needed. */
    static boolean areIn(ResourceNeeds needs) {
        return needs.gpus() > 0
                || needs.disk().source().isPresent()
                || !needs.named().isEmpty();
    }

    static boolean canTake(Resource resource) {
        return !resource.hasDisk() || Disks.canTake(resource.getDisk());
    }

    void add(Resource resource) {
        if (resource.hasDisk()) {
            disks.add(resource);
        } else if (resource.getName().equals("gpus")) {
            gpus.add(resource);
        } else {
            named.computeIfAbsent(resource.getName(), unused -> Pool.of(resource.getType()))
                    .add(resource);
        }
    }

    /** Thousandths of a gpu. */
    long gpus() {
        return gpus.left();
    }

    /** Thousandths of a scalar. */
    long millis(String name) {
        return named.get(name) instanceof AmountPool pool ? pool.left() : 0;
    }

    /** What is lacking; null where it fits. */
    @Nullable
    Lack lack(ResourceNeeds needs) {
        if (gpus.left() < 1000L * needs.gpus()) {
            return Lack.GPUS;
        }
        if (needs.disk().source().isPresent() && !disks.fits(needs.disk())) {
            return Lack.DISK;
        }
        for (Map.Entry<String, NamedNeed> need : needs.named().entrySet()) {
            Pool pool = named.get(need.getKey());
            if (pool == null || !pool.fits(need.getValue())) {
                return new Lack(Reason.RESOURCE, need.getKey());
            }
        }
        return null;
    }

    /** For how many such needs there is room; without limit where none of them is of the kind. */
    long copies(ResourceNeeds needs) {
        long copies = needs.gpus() == 0 ? Long.MAX_VALUE : gpus.left() / (1000L * needs.gpus());
        if (needs.disk().source().isPresent()) {
            copies = Math.min(copies, disks.copies(needs.disk()));
        }
        for (Map.Entry<String, NamedNeed> need : needs.named().entrySet()) {
            copies = Math.min(copies, named(need.getKey(), need.getValue()).copies(need.getValue()));
        }
        return copies;
    }

    /** Takes it out; only where it fits. */
    void take(ResourceNeeds needs, List<Resource> taken) {
        gpus.take(1000L * needs.gpus(), taken);
        if (needs.disk().source().isPresent()) {
            disks.take(needs.disk(), taken);
        }
        needs.named().forEach((name, need) -> named(name, need).take(need, taken));
    }

    /** What is missing of what {@link #lack} says. */
    Gap gap(Lack lack, ResourceNeeds needs) {
        if (lack.reason() == Reason.GPUS) {
            return Gap.of(1000L * needs.gpus(), needs.gpus() == 1 ? "gpu" : "gpus", gpus.left());
        }
        if (lack.reason() == Reason.DISK) {
            return disks.gap(needs.disk());
        }
        NamedNeed need = Objects.requireNonNull(needs.named().get(lack.name()));
        return named(lack.name(), need).gap(lack.name(), need);
    }

    /** An empty one where nothing of the name is offered. */
    private Pool named(String name, NamedNeed need) {
        Pool pool = named.get(name);
        return pool == null ? Pool.emptyFor(need) : pool;
    }
}
