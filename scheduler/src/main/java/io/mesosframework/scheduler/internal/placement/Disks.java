package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.ResourceProviderID;
import io.mesosframework.scheduler.application.DiskNeed;
import io.mesosframework.scheduler.application.DiskSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The disks other than the root disk that one agent offers for one role. A PATH disk is divided; a MOUNT disk is exclusive, and
 * goes to a task as a whole (PROTOCOL D20, D21). Of several that suit, the smallest is taken.
 */
final class Disks {

    /** One disk that may be divided, which may be offered in parts. */
    private static final class PathDisk {
        private final Pieces pieces = new Pieces();
        private long left;
    }

    private record Place(DiskInfo.Source source, ResourceProviderID provider) {}

    private final Map<Place, PathDisk> paths = new LinkedHashMap<>();
    private final List<Resource> mounts = new ArrayList<>(1);

    /** Whether it is a disk of its own, and no volume on one. */
    static boolean canTake(DiskInfo disk) {
        DiskInfo.Source.Type type = disk.getSource().getType();
        return !disk.hasPersistence() && (type == DiskInfo.Source.Type.PATH || type == DiskInfo.Source.Type.MOUNT);
    }

    void add(Resource resource) {
        DiskInfo.Source source = resource.getDisk().getSource();
        if (source.getType() == DiskInfo.Source.Type.MOUNT) {
            mounts.add(resource);
        } else {
            PathDisk disk =
                    paths.computeIfAbsent(new Place(source, resource.getProviderId()), unused -> new PathDisk());
            disk.left += disk.pieces.add(resource);
        }
    }

    /** For needs that have a source. */
    boolean fits(DiskNeed need) {
        return isWhole(need) ? mount(need) != null : path(need) != null;
    }

    /** Takes it out; only where it fits. */
    void take(DiskNeed need, List<Resource> taken) {
        if (isWhole(need)) {
            Resource mount = there(mount(need));
            // One of several that are equal will do, but only one of them.
            mounts.remove(mount);
            taken.add(mount);
        } else {
            PathDisk path = there(path(need));
            path.pieces.take(need.millis(), taken);
            path.left -= need.millis();
        }
    }

    private static <T> T there(@Nullable T found) {
        if (found == null) {
            throw new IllegalStateException("took more than there was");
        }
        return found;
    }

    /** For how many such needs there is room. */
    long copies(DiskNeed need) {
        return isWhole(need)
                ? mounts(need).filter(mount -> millis(mount) >= need.millis()).count()
                : paths(need).mapToLong(path -> path.left / need.millis()).sum();
    }

    private static boolean isWhole(DiskNeed need) {
        return source(need).type() == DiskSource.Type.MOUNT;
    }

    private static DiskSource source(DiskNeed need) {
        return need.source().orElseThrow();
    }

    private @Nullable Resource mount(DiskNeed need) {
        Resource smallest = null;
        for (Resource mount : mounts) {
            if (isAt(need, mount.getDisk().getSource())
                    && millis(mount) >= need.millis()
                    && (smallest == null || millis(mount) < millis(smallest))) {
                smallest = mount;
            }
        }
        return smallest;
    }

    private @Nullable PathDisk path(DiskNeed need) {
        PathDisk smallest = null;
        for (Map.Entry<Place, PathDisk> entry : paths.entrySet()) {
            PathDisk path = entry.getValue();
            if (isAt(need, entry.getKey().source)
                    && path.left >= need.millis()
                    && (smallest == null || path.left < smallest.left)) {
                smallest = path;
            }
        }
        return smallest;
    }

    private Stream<Resource> mounts(DiskNeed need) {
        return mounts.stream().filter(mount -> isAt(need, mount.getDisk().getSource()));
    }

    private Stream<PathDisk> paths(DiskNeed need) {
        return paths.entrySet().stream()
                .filter(entry -> isAt(need, entry.getKey().source))
                .map(Map.Entry::getValue);
    }

    private static boolean isAt(DiskNeed need, DiskInfo.Source source) {
        String root =
                isWhole(need) ? source.getMount().getRoot() : source.getPath().getRoot();
        return source(need).root().map(root::equals).orElse(true);
    }

    private static long millis(Resource resource) {
        return Math.round(resource.getScalar().getValue() * 1000);
    }

    /** For needs that do not fit. */
    Gap gap(DiskNeed need) {
        LongStream sizes = isWhole(need)
                ? mounts(need).mapToLong(Disks::millis)
                : paths(need).mapToLong(path -> path.left);
        DiskSource source = source(need);
        String disk = source.root()
                .map(root -> "the " + source.type() + " disk " + root)
                .orElse("a " + source.type() + " disk");
        return Gap.of(need.millis(), "MiB of " + disk, sizes.max().orElse(0));
    }
}
