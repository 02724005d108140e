package io.mesosframework.scheduler.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.scheduler.application.DiskNeed;
import io.mesosframework.scheduler.application.DiskSource;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DisksTest {

    private final Disks disks = new Disks();

    @Test
    void aMountIsTakenWholeAndTheSmallestThatSuits() {
        disks.add(mount("/big", 100));
        disks.add(mount("/small", 50));
        disks.add(mount("/tiny", 10));
        DiskNeed need = DiskNeed.of(20, DiskSource.mount());

        assertThat(disks.copies(need)).isEqualTo(2);
        assertThat(taken(need)).containsExactly(mount("/small", 50));
        assertThat(taken(need)).containsExactly(mount("/big", 100));
        assertThat(disks.fits(need)).isFalse();
        assertThat(disks.gap(need)).isEqualTo(new Gap("needs 20 MiB of a MOUNT disk, offers 10", 0.5));
        assertThatThrownBy(() -> taken(need)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPathIsDividedAndNeverJoinedWithAnother() {
        disks.add(path("/a", 30));
        disks.add(path("/b", 20));
        DiskNeed need = DiskNeed.of(15, DiskSource.path());

        assertThat(disks.fits(DiskNeed.of(40, DiskSource.path()))).isFalse();
        assertThat(disks.copies(need)).isEqualTo(3);
        assertThat(taken(need)).containsExactly(path("/b", 15));
        assertThat(taken(need)).containsExactly(path("/a", 15));
        assertThat(taken(need)).containsExactly(path("/a", 15));
        assertThat(disks.fits(need)).isFalse();
    }

    @Test
    void partsOfOnePathAreOneDisk() {
        disks.add(path("/a", 10));
        disks.add(path("/a", 20));

        assertThat(taken(DiskNeed.of(25, DiskSource.path("/a")))).containsExactly(path("/a", 10), path("/a", 15));
    }

    @Test
    void aRootNamesTheOneDisk() {
        disks.add(path("/a", 10));
        disks.add(path("/b", 10));
        disks.add(mount("/a", 10));

        assertThat(taken(DiskNeed.of(1, DiskSource.path("/b")))).containsExactly(path("/b", 1));
        assertThat(taken(DiskNeed.of(1, DiskSource.mount("/a")))).containsExactly(mount("/a", 10));
        assertThat(disks.gap(DiskNeed.of(1, DiskSource.mount("/b"))).words())
                .isEqualTo("needs 1 MiB of the MOUNT disk /b, offers none");
    }

    @Test
    void eachSlotGetsADiskOfItsOwnAndTheRestToldWhy() {
        PlacementFixture fixture =
                new PlacementFixture().put(PlacementFixture.application("db", 2).disk(20, DiskSource.mount()));
        fixture.offer("a1", 4, offer -> offer.addResources(mount("/m", 50)).addResources(path("/p", 50)));
        fixture.offer("a2", 4, offer -> offer.addResources(PlacementFixture.scalar("disk", 1000)));

        Placement placement = fixture.place();

        assertThat(PlacementFixture.placed(placement)).containsExactly("db.0@a1");
        assertThat(placement.launches().get(0).assignments().get(0).resources()).contains(mount("/m", 50));
        assertThat(placement.shortfalls()).singleElement().satisfies(shortfall -> {
            assertThat(shortfall.causes()).singleElement().satisfies(cause -> {
                assertThat(cause.reason()).isEqualTo(Reason.DISK);
                assertThat(cause.agents()).isEqualTo(2);
            });
            assertThat(shortfall.text()).contains("needs 20 MiB of a MOUNT disk, offers none (a1.example");
        });
    }

    @Test
    void theRootDiskIsNeitherAndVolumesAreNobodys() {
        PlacementFixture fixture = new PlacementFixture()
                .put(PlacementFixture.application("root", 1).disk(20))
                .put(PlacementFixture.application("path", 1).disk(20, DiskSource.path()));
        fixture.offer("a1", 4, offer -> offer.addResources(path("/p", 15)).addResources(mount("/m", 50)));
        Resource.Builder volume = path("/p", 50).toBuilder();
        volume.getDiskBuilder().getPersistenceBuilder().setId("v");
        fixture.offer("a1", 4, offer -> offer.addResources(volume));

        assertThat(fixture.placed()).isEmpty();
    }

    private List<Resource> taken(DiskNeed need) {
        List<Resource> taken = new ArrayList<>();
        disks.take(need, taken);
        return taken;
    }

    static Resource mount(String root, double size) {
        Source.Builder source = Source.newBuilder().setType(Source.Type.MOUNT);
        source.getMountBuilder().setRoot(root);
        return disk(source, size);
    }

    static Resource path(String root, double size) {
        Source.Builder source = Source.newBuilder().setType(Source.Type.PATH);
        source.getPathBuilder().setRoot(root);
        return disk(source, size);
    }

    private static Resource disk(Source.Builder source, double size) {
        Resource.Builder disk = PlacementFixture.scalar("disk", size).toBuilder();
        disk.getDiskBuilder().setSource(source);
        return disk.build();
    }
}
