package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunCommandTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("secret"), "secret");
        Files.writeString(folder.resolve("empty"), " ");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0x7b});
        Files.writeString(folder.resolve("open"), "{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--principal a:b --secret-file DIR/secret|--principal with --secret-file: The principal",
                "--principal a --secret-file DIR/none|--secret-file DIR/none: there is no such file",
                "--principal a --secret-file DIR|--secret-file DIR: cannot be read: Is a directory",
                "--principal a --secret-file DIR/binary|--secret-file DIR/binary: is not UTF-8 text",
                "--principal a --secret-file DIR/empty|--secret-file DIR/empty is empty",
                "--secret-file DIR/secret|--secret-file goes with --principal",
                "--apps DIR/none DIR/secret|DIR/none: there is no such file",
                "--apps DIR|DIR: cannot be read: Is a directory",
                "--apps DIR/binary|DIR/binary: is not UTF-8 text",
                "--apps DIR/open|DIR/open: line 1, column 2: is not JSON: Unexpected end-of-input",
                "--apps DIR/open --untl-running|Unknown option: '--untl-running'",
                "--apps /dev/zero|/dev/zero: is too long",
                "--storage sqlite:DIR/none/db|--storage sqlite:DIR/none/db: there is no folder DIR/none",
                "--storage paper|--storage is memory, sqlite:FILE or etcd:http[s]://host:port, not 'paper'",
                "--roles=|--roles names an empty role: ''",
                "--roles a,,b|--roles names an empty role: 'a,,b'",
                "--failover-timeout 99999w|'99999w' is longer than Mesos can count",
                "--timeout soon|'soon' is not a duration",
                "--hold-offers 11m|--hold-offers is at most 10m",
                "--agents 0|--agents is from 1 to 1000, not 0",
                "--lease 5s|--lease goes with --ha, which is missing",
                "--master ::1|give either --embedded or --master",
                "--master ::1|--master: Not an address",
                "--master zk://me:s3cret@h/|--master: Masters have a path of their own in ZooKeeper, such as zk://h/mesos",
                "--master zk://|--master: A ZooKeeper URL names each server, as in zk://[user:password@]host:port[,host:port...]/path",
                "--master zk://me:s3cret@h:x/m|--master: The port of ZooKeeper's server h",
                "--master h:1 --master zk://me:s3cret@h/m|--master: a zk:// URL stands alone",
                "--master h:1,zk://me:s3cret@h/m|--master: Not an address",
                "zk://me:s3cret@h/m|Unmatched argument at index 3",
                "--masters zk://me:s3cret@h/m|Unknown option",
                "--master=zk://me:s3cret@h/m zk://me:s3cret@h/m|Unmatched argument",
                "--until-done=zk://me:s3cret@h/m|--until-done",
                "--cert DIR/secret|--cert and --key go together",
                "--ca DIR/none|DIR/none: there is no such file",
                "--ca DIR|DIR: there is no such file, or it cannot be read",
            })
    void whatIsWrongIsSaidInALineBeforeAnythingStarts(String flags, String words) {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(("run --embedded --until-done " + flags)
                        .replace("DIR", folder.toString())
                        .split(" ", -1));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains(words.replace("DIR", folder.toString()))
                .doesNotContain("\tat ", "subscribed", "s3cret");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void agentsOfAMesosThatIsNotOursAreRefused() {
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setErr(new PrintWriter(err))
                .execute("run", "--master", "127.0.0.1:1", "--agents", "3", "--timeout", "1s");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("mesosfw: --agents goes with --embedded, which is missing%n".formatted());
    }

    @Test
    @Timeout(60)
    void withoutAGoalTheTimeOutIsTheEndAndNothingToRunIsSaidOnce() {
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("run", "--embedded", "--timeout", "300ms");
        assertThat(code).isEqualTo(4);
        assertThat(err.toString())
                .contains("mesosfw: the run ends after 0.3 s, as --timeout says")
                .containsOnlyOnce("mesosfw: there is nothing to run: name applications with --apps")
                .doesNotContain("goal");
    }

    /** By its words only: there are users whom no file denies anything. */
    @Test
    void aFileThatMayNotBeReadIsSaidToBeSo() {
        assertThat(Words.why(new AccessDeniedException("/secret"))).isEqualTo("cannot be read: permission denied");
    }
}
