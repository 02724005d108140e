package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertisedAddressTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 127.0.0.1 10.0.0.5, 10.0.0.5",
        "0.0.0.0, 8.8.4.4 192.168.1.7, 192.168.1.7",
        "0.0.0.0, 169.254.3.4 8.8.4.4, 8.8.4.4",
        "0.0.0.0, 169.254.3.4 ::1, 169.254.3.4",
        "0.0.0.0, fe80::1 2001:db8::5 172.16.0.9, 172.16.0.9",
        "0.0.0.0, 2001:db8::5, 127.0.0.1",
        "::, 2001:db8::5 8.8.4.4, 8.8.4.4",
        "::, fe80::1 2001:db8::5, 2001:db8::5",
        "::, fe80::1 169.254.3.4, 169.254.3.4",
        "0.0.0.0, 10.0.0.5 10.0.0.6, 10.0.0.5",
        "0.0.0.0, 127.0.0.1, 127.0.0.1",
    })
    void ofAHostsAddressesTheOneThatMostCanReach(String listening, String own, String expected) throws Exception {
        List<InetAddress> addresses = new ArrayList<>();
        for (String one : own.split(" ", -1)) {
            addresses.add(InetAddress.getByName(one));
        }

        assertThat(AdvertisedAddress.choose(InetAddress.getByName(listening), addresses))
                .isEqualTo(InetAddress.getByName(expected));
    }

    @Test
    void withoutAnyOtherItIsLoopback() throws Exception {
        assertThat(AdvertisedAddress.choose(InetAddress.getByName("0.0.0.0"), List.of())
                        .isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "::1", "10.1.2.3", "192.0.2.1"})
    void whatListensOnOneAddressIsReachedByThat(String listening) throws Exception {
        InetAddress address = InetAddress.getByName(listening);

        assertThat(AdvertisedAddress.of(address)).isEqualTo(address);
        assertThat(AdvertisedAddress.of(address, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5050)))
                .isEqualTo(address);
    }

    @Test
    void whatListensOnAllIsReachedByOneOfTheHosts() throws Exception {
        InetAddress address = AdvertisedAddress.of(InetAddress.getByName("0.0.0.0"));

        assertThat(address.isAnyLocalAddress()).isFalse();
        assertThat(NetworkInterface.getByInetAddress(address)).isNotNull();
    }

    @Test
    void aDestinationOnThisHostIsReachedFromLoopback() throws Exception {
        InetAddress all = InetAddress.getByName("0.0.0.0");

        assertThat(AdvertisedAddress.of(all, new InetSocketAddress(InetAddress.getLoopbackAddress(), 5050)))
                .isEqualTo(InetAddress.getLoopbackAddress());
    }

    @Test
    void aDestinationThatIsNotResolvedSaysNothing() throws Exception {
        InetAddress all = InetAddress.getByName("0.0.0.0");

        assertThat(AdvertisedAddress.of(all, InetSocketAddress.createUnresolved("master.invalid", 5050)))
                .isEqualTo(AdvertisedAddress.of(all));
    }
}
