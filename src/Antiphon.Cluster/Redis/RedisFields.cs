namespace Antiphon.Cluster;

/// <summary>The fields of a session's hash that are read without a script.</summary>
internal static class RedisFields
{
    /// <summary>How many steps it took.</summary>
    public static readonly RedisValue Steps = "steps";

    /// <summary>What lists show of it: policy, version, seed, time of opening, steps, time of the latest step, holder.</summary>
    public static readonly RedisValue[] Listed = ["policy", "version", "seed", "opened", "steps", "taken", "holder"];
}
