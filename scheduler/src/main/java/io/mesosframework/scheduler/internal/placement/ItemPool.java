package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.NamedNeed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The sets of one name. */
final class ItemPool implements Pool {

    private final List<Resource> resources = new ArrayList<>(1);

    /** Of each resource, in the agent's order. */
    private final List<Set<String>> left = new ArrayList<>(1);

    /** Of all resources. */
    private final Set<String> free = new LinkedHashSet<>();

    @Override
    public void add(Resource resource) {
        if (resource.getType() == Value.Type.SET) {
            resources.add(resource);
            left.add(new LinkedHashSet<>(resource.getSet().getItemList()));
            free.addAll(resource.getSet().getItemList());
        }
    }

    @Override
    public boolean fits(NamedNeed need) {
        if (need instanceof NamedNeed.Any any) {
            return free.size() >= any.count();
        }
        return need instanceof NamedNeed.Items items && free.containsAll(items.items());
    }

    @Override
    public long copies(NamedNeed need) {
        if (need instanceof NamedNeed.Any any) {
            return free.size() / any.count();
        }
        return fits(need) ? 1 : 0;
    }

    /** Of any items the first that the agent names. */
    @Override
    public void take(NamedNeed need, List<Resource> taken) {
        if (!fits(need)) {
            throw new IllegalStateException("took more than there was");
        }
        Set<String> wanted = need instanceof NamedNeed.Any any
                ? new HashSet<>(free.stream().limit(any.count()).toList())
                : new HashSet<>(((NamedNeed.Items) need).items());
        free.removeAll(wanted);
        for (int i = 0; i < left.size(); i++) {
            List<String> ofThis = left.get(i).stream().filter(wanted::contains).toList();
            if (!ofThis.isEmpty()) {
                ofThis.forEach(left.get(i)::remove);
                ofThis.forEach(wanted::remove);
                taken.add(resources.get(i).toBuilder()
                        .setSet(Value.Set.newBuilder().addAllItem(ofThis))
                        .build());
            }
        }
    }

    @Override
    public String shortfall(NamedNeed need) {
        if (need instanceof NamedNeed.Items items) {
            return "lacks " + missing(items).findFirst().orElseThrow();
        }
        return need instanceof NamedNeed.Any ? "offers " + free.size() : "offers a set";
    }

    @Override
    public double nearness(NamedNeed need) {
        if (need instanceof NamedNeed.Items items) {
            return 1 - (double) missing(items).count() / items.items().size();
        }
        return need instanceof NamedNeed.Any any ? (double) free.size() / any.count() : 0;
    }

    private Stream<String> missing(NamedNeed.Items needed) {
        return needed.items().stream().filter(item -> !free.contains(item));
    }
}
