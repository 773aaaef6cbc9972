using Antiphon.Cluster;

namespace Antiphon.Tests.Cluster;

public class RedisAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:6379", "127.0.0.1:6379")]
    [InlineData("redis.example", "redis.example:6379")]
    [InlineData("redis.example,ssl=true", "redis.example:6380")]
    [InlineData("redis.example:7000,password=secret,defaultDatabase=2", "redis.example:7000")]
    public void An_address_is_shown_without_its_settings(string text, string shown) =>
        Assert.Equal(shown, RedisAddress.Shown(RedisAddress.Read(text)));

    [Theory]
    [InlineData("")]
    [InlineData("a:1,b:2,password=secret")]
    [InlineData("a:1,secret=x")]
    [InlineData("a:1,password=secret,connectTimeout=secret")]
    [InlineData("a:1,serviceName=masters,password=secret")]
    public void What_is_no_address_of_one_Redis_is_refused_without_repeating_it(string text)
    {
        InvalidOptionException refusal = Assert.Throws<InvalidOptionException>(() => RedisAddress.Read(text));
        Assert.Equal(nameof(MemberOptions.RedisConfiguration), refusal.Option);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }
}
