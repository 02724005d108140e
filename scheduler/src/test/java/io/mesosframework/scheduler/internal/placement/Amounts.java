package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.scheduler.application.DiskSource;
import io.mesosframework.scheduler.application.NamedNeed;
import io.mesosframework.scheduler.application.ResourceNeeds;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** For an oracle: thousandths by what they are of, each disk by itself. */
final class Amounts {

    private final Map<String, Long> millis = new TreeMap<>();

    static Amounts of(Collection<Resource> resources) {
        Amounts amounts = new Amounts();
        amounts.add(resources);
        return amounts;
    }

    void add(Collection<Resource> resources) {
        resources.forEach(resource -> millis.merge(key(resource), millis(resource), Long::sum));
    }

    void subtract(Collection<Resource> resources) {
        resources.forEach(resource -> millis.merge(key(resource), -millis(resource), Long::sum));
    }

    private static String key(Resource resource) {
        Source source = resource.getDisk().getSource();
        return switch (source.getType()) {
            case PATH -> "PATH " + source.getPath().getRoot();
            case MOUNT -> "MOUNT " + source.getMount().getRoot();
            default -> resource.getName();
        };
    }

    private static long millis(Resource resource) {
        return Math.round(resource.getScalar().getValue() * 1000);
    }

    private long of(String name) {
        return millis.getOrDefault(name, 0L);
    }

    boolean isWithin(Amounts other) {
        return millis.entrySet().stream().allMatch(entry -> entry.getValue() <= other.of(entry.getKey()));
    }

    /** Whether needs could be cut from it, a disk of one piece. */
    boolean hold(ResourceNeeds needs) {
        return of("cpus") >= needs.cpusMillis()
                && of("mem") >= needs.memMillis()
                && of("disk") >= needs.rootDiskMillis()
                && of("gpus") >= 1000L * needs.gpus()
                && needs.named().entrySet().stream().allMatch(need -> of(need.getKey()) >= amount(need.getValue()))
                && needs.disk()
                        .source()
                        .map(source -> disks(source)
                                .anyMatch(size -> size >= needs.disk().millis()))
                        .orElse(true);
    }

    /** Whether it is what a task with these needs takes: a mount as a whole of those offered, all else just as much. */
    boolean areThoseOf(ResourceNeeds needs, Amounts offered) {
        Amounts taken = new Amounts();
        taken.millis.put("cpus", needs.cpusMillis());
        taken.millis.put("mem", needs.memMillis());
        taken.millis.put("disk", needs.rootDiskMillis());
        taken.millis.put("gpus", 1000L * needs.gpus());
        needs.named().forEach((name, need) -> taken.millis.put(name, amount(need)));
        taken.millis.values().removeIf(amount -> amount == 0);
        Map<String, Long> others = new TreeMap<>(millis);
        taken.millis.forEach(others::remove);
        boolean plain = millis.entrySet().containsAll(taken.millis.entrySet());
        if (needs.disk().source().isEmpty()) {
            return plain && others.isEmpty();
        }
        String type = needs.disk().source().get().type().name();
        return plain
                && others.size() == 1
                && others.entrySet().stream()
                        .allMatch(disk -> disk.getKey().startsWith(type)
                                && (type.equals("PATH")
                                        ? disk.getValue() == needs.disk().millis()
                                        : disk.getValue() >= needs.disk().millis()
                                                && disk.getValue() == offered.of(disk.getKey())));
    }

    private LongStream disks(DiskSource source) {
        return millis.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(source.type().name()))
                .mapToLong(Map.Entry::getValue);
    }

    private static long amount(NamedNeed need) {
        return ((NamedNeed.Amount) need).millis();
    }

    @Override
    public String toString() {
        return millis.toString();
    }
}
