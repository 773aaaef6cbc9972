namespace Antiphon.Cluster;

/// <summary>The keys of a cluster in Redis.</summary>
internal static class RedisKeys
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "antiphon:";

    /// <summary>Sorted set: ids of open sessions by the time at which they were opened.</summary>
    public static readonly RedisKey Opened = Prefix + "opened";

    /// <summary>Sorted set: ids of open sessions by the time of their latest step, or their opening.</summary>
    public static readonly RedisKey Used = Prefix + "used";

    /// <summary>Hash: how many open sessions belong to a version of a policy.</summary>
    public static readonly RedisKey Versions = Prefix + "versions";

    /// <summary>Hash: ids of open sessions by the key of the request that opened them.</summary>
    public static readonly RedisKey Requests = Prefix + "requests";

    /// <summary>List: decisions without a session, the latest first.</summary>
    public static readonly RedisKey Decisions = Prefix + "decisions";

    /// <summary>Hash: what each member serves.</summary>
    public static readonly RedisKey Members = Prefix + "members";

    /// <summary>Sorted set: members by the time at which they were heard of last.</summary>
    public static readonly RedisKey Heard = Prefix + "heard";

    /// <summary>A value that is written to see whether writing is possible.</summary>
    public static readonly RedisKey Check = Prefix + "check";

    /// <summary>Hash: a session without its steps.</summary>
    /// <param name="id">Its id.</param>
    public static RedisKey Session(string id) => $"{Prefix}session:{id}";

    /// <summary>List: the steps of a session that are kept, in order (<see cref="StepEntry"/>).</summary>
    /// <param name="id">The session.</param>
    public static RedisKey Steps(string id) => $"{Prefix}session:{id}:steps";

    /// <summary>Hash: numbers of the steps that are kept, by the keys of their requests.</summary>
    /// <param name="id">The session.</param>
    public static RedisKey StepKeys(string id) => $"{Prefix}session:{id}:keys";
}
