using Antiphon.Cluster;

namespace Antiphon.Tests.Cluster;

public class RedisRequirementsTests
{
    private const string Good =
        "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n\r\n# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n"
        + "# Persistence\r\naof_enabled:1\r\n# Replication\r\nrole:master\r\n";

    [Fact]
    public void A_Redis_that_keeps_what_it_answered_has_no_fault() => Assert.Empty(RedisRequirements.Check(Good));

    [Theory]
    [InlineData("redis_version:7.0.15", "redis_version:4.0.9", "redis_version is 4.0.9; expected 5 or later")]
    [InlineData("redis_version:7.0.15", "", "redis_version is unknown")]
    [InlineData("redis_mode:standalone", "redis_mode:cluster", "redis_mode is cluster; expected standalone")]
    [InlineData("role:master", "role:slave", "role is slave; expected master")]
    [InlineData("aof_enabled:1", "aof_enabled:0", "aof_enabled is 0; expected 1; set 'appendonly yes'")]
    [InlineData(
        "maxmemory:0\r\nmaxmemory_policy:noeviction",
        "maxmemory:9\r\nmaxmemory_policy:allkeys-lru",
        "maxmemory_policy is allkeys-lru"
    )]
    public void What_would_lose_steps_is_named(string good, string bad, string fault)
    {
        string information = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.StartsWith(fault, Assert.Single(RedisRequirements.Check(information)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_named_at_once() => Assert.Equal(4, RedisRequirements.Check("").Count);

    [Fact]
    public void A_limit_of_memory_that_removes_nothing_is_no_fault() =>
        Assert.Empty(RedisRequirements.Check(Good.Replace("maxmemory:0", "maxmemory:1000000", StringComparison.Ordinal)));
}
