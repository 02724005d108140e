package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me:s3cret",
                "me:s3@cret",
                "me:s3:cret",
                "me:s3%40cret",
                "me:s3/cret",
                "me:s3,cret",
                "me:s3'cret",
                "me:[s3]cret",
                "me:user:password@s3cret",
                "user:password@s3cret",
                "[user:password@s3cret",
                "s3cret",
            })
    void whatStandsBeforeTheAtOfAUrlIsNotShown(String secret) {
        for (String text :
                new String[] {"zk://%s@h:1,h:2/m", "etcd:https://%s@h:1,h:2/m", "such as 'http://%s@h:1'."}) {
            assertThat(Words.withoutSecrets(text.formatted(secret))).isEqualTo(text.formatted("***"));
        }
    }

    @Test
    void theSecretsOfSeveralUrlsAreNotShown() {
        assertThat(Words.withoutSecrets("not 'zk://a:s3cret@h/m', 'http://b:s3cret@h'"))
                .isEqualTo("not 'zk://***@h/m', 'http://***@h'");
        assertThat(Words.withoutSecrets("zk://a:s3cret@h/m,zk://b:s3cret@h/m")).doesNotContain("s3cret");
        assertThat(Words.withoutSecrets("zk://[user:password@]host:port,zk://a:s3cret@h/m"))
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "has the form zk://[user:password@]host:port[,host:port...]/path",
                "is named as etcd:https://user:password@host:port,host:port/namespace?ca=FILE",
                "is etcd:http[s]://[user:password@]host:port[,host:port...][/namespace]",
                "tried http://h:1/x, http://h:2 (write to me@h)",
            })
    void ourOwnWordsStayAsTheyAre(String words) {
        assertThat(Words.withoutSecrets(words)).isEqualTo(words);
    }
}
