namespace Antiphon.Cluster;

/// <summary>
/// The scripts that change several keys at once. Redis runs each alone and writes it to its file as a whole, so that no step is half
/// taken.
/// </summary>
internal static class RedisScripts
{
    /// <summary>
    /// Adds a step, where it is the one after the latest and no other has its key. Keys: session, steps, step keys, used. Arguments: id,
    /// number, number of the next step, key or nothing, entry, time; with a snapshot also the snapshot and how many steps are kept.
    /// </summary>
    public const string Append = """
        if redis.call('HGET', KEYS[1], 'steps') ~= ARGV[2] then
            return 0
        end
        if ARGV[4] ~= '' and redis.call('HSETNX', KEYS[3], ARGV[4], ARGV[2]) == 0 then
            return 0
        end
        redis.call('RPUSH', KEYS[2], ARGV[5])
        redis.call('HSET', KEYS[1], 'steps', ARGV[3], 'taken', ARGV[6])
        redis.call('ZADD', KEYS[4], ARGV[6], ARGV[1])
        if ARGV[7] then
            redis.call('HSET', KEYS[1], 'snapshot_steps', ARGV[3], 'snapshot', ARGV[7])
            local gone = redis.call('LLEN', KEYS[2]) - tonumber(ARGV[8])
            if gone > 0 then
                for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, gone - 1)) do
                    local length = string.byte(entry, 1) * 256 + string.byte(entry, 2)
                    if length > 0 then
                        redis.call('HDEL', KEYS[3], string.sub(entry, 3, 2 + length))
                    end
                end
                redis.call('LTRIM', KEYS[2], gone, -1)
            end
        end
        return 1
        """;

    /// <summary>
    /// Opens a session, or finds the one with its key. Keys: requests, opened, used, versions, session. Arguments: id, policy, version,
    /// seed, time, key or nothing, the most open ones, version with its policy, beginning of the keys of sessions. Answers the number of
    /// open sessions, then id, policy, version and seed of the session; nothing then where there is no room.
    /// </summary>
    public const string Open = """
        if ARGV[6] ~= '' then
            local former = redis.call('HGET', KEYS[1], ARGV[6])
            if former then
                local found = redis.call('HMGET', ARGV[9] .. former, 'policy', 'version', 'seed')
                return {redis.call('ZCARD', KEYS[2]), former, found[1], found[2], found[3]}
            end
        end
        if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[7]) then
            return {redis.call('ZCARD', KEYS[2])}
        end
        redis.call('HSET', KEYS[5], 'policy', ARGV[2], 'version', ARGV[3], 'seed', ARGV[4], 'opened', ARGV[5], 'steps', '0')
        redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
        redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
        redis.call('HINCRBY', KEYS[4], ARGV[8], 1)
        if ARGV[6] ~= '' then
            redis.call('HSET', KEYS[5], 'request', ARGV[6])
            redis.call('HSET', KEYS[1], ARGV[6], ARGV[1])
        end
        return {redis.call('ZCARD', KEYS[2]), ARGV[1], ARGV[2], ARGV[3], ARGV[4]}
        """;

    /// <summary>
    /// Closes a session, unless it was used since a time. Keys: requests, opened, used, versions, session, steps, step keys. Arguments:
    /// id, the time or nothing. Answers whether it was closed, and the number of open sessions.
    /// </summary>
    public const string Close = """
        local found = redis.call('HMGET', KEYS[5], 'policy', 'version', 'request')
        local is_used = ARGV[2] ~= '' and tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or '0') >= tonumber(ARGV[2])
        if not found[1] or is_used then
            return {0, redis.call('ZCARD', KEYS[2])}
        end
        redis.call('UNLINK', KEYS[5], KEYS[6], KEYS[7])
        redis.call('ZREM', KEYS[2], ARGV[1])
        redis.call('ZREM', KEYS[3], ARGV[1])
        local version = found[1] .. '\n' .. found[2]
        if redis.call('HINCRBY', KEYS[4], version, -1) <= 0 then
            redis.call('HDEL', KEYS[4], version)
        end
        if found[3] then
            redis.call('HDEL', KEYS[1], found[3])
        end
        return {1, redis.call('ZCARD', KEYS[2])}
        """;

    /// <summary>
    /// A session with the first of its steps. Keys: session, steps. Argument: how many steps, at most. Answers its fields, then the steps.
    /// </summary>
    public const string Find = """
        return {
            redis.call('HMGET', KEYS[1], 'policy', 'version', 'seed', 'snapshot_steps', 'snapshot'),
            redis.call('LRANGE', KEYS[2], 0, ARGV[1] - 1)
        }
        """;

    /// <summary>The steps after one. Keys: session, steps. Arguments: the number of the one, and how many, at most.</summary>
    public const string After = """
        local steps = tonumber(redis.call('HGET', KEYS[1], 'steps') or '0')
        local first = math.max(0, ARGV[1] + 1 - (steps - redis.call('LLEN', KEYS[2])))
        return redis.call('LRANGE', KEYS[2], first, first + ARGV[2] - 1)
        """;

    /// <summary>The step of a key. Keys: session, steps, step keys. Argument: the key.</summary>
    public const string FindStep = """
        local number = redis.call('HGET', KEYS[3], ARGV[1])
        if not number then
            return false
        end
        local steps = tonumber(redis.call('HGET', KEYS[1], 'steps'))
        return redis.call('LINDEX', KEYS[2], number - (steps - redis.call('LLEN', KEYS[2])))
        """;

    /// <summary>Notes who has a session in memory. Key: session. Argument: the member.</summary>
    public const string Hold = """
        if redis.call('EXISTS', KEYS[1]) == 1 then
            redis.call('HSET', KEYS[1], 'holder', ARGV[1])
        end
        return 1
        """;

    /// <summary>Notes that a member no longer has a session in memory. Key: session. Argument: the member.</summary>
    public const string Release = """
        if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then
            redis.call('HDEL', KEYS[1], 'holder')
        end
        return 1
        """;

    /// <summary>
    /// A member tells that it is alive, and what it serves. Keys: members, heard. Arguments: the member, what it serves, milliseconds
    /// after which a silent one is forgotten, 1 to join only where all serve the same. Answers names and descriptions of those that serve
    /// something else.
    /// </summary>
    public const string Tell = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        for _, silent in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3])) do
            redis.call('ZREM', KEYS[2], silent)
            redis.call('HDEL', KEYS[1], silent)
        end
        local others = {}
        for _, name in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
            local served = redis.call('HGET', KEYS[1], name)
            if name ~= ARGV[1] and served ~= ARGV[2] then
                table.insert(others, name)
                table.insert(others, served)
            end
        end
        if ARGV[4] ~= '1' or #others == 0 then
            redis.call('ZADD', KEYS[2], now, ARGV[1])
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        end
        return others
        """;

    /// <summary>A member leaves. Keys: members, heard. Argument: the member.</summary>
    public const string Leave = """
        redis.call('ZREM', KEYS[2], ARGV[1])
        return redis.call('HDEL', KEYS[1], ARGV[1])
        """;
}
