namespace Antiphon.Cluster;

/// <summary>
/// What the members of a cluster serve, as they tell in Redis every few seconds. It keeps out whoever serves something else; who is alive
/// is decided by Orleans.
/// </summary>
/// <param name="requests">Asks Redis.</param>
/// <param name="member">The name of this member.</param>
internal sealed class MemberBoard(RedisRequests requests, string member)
{
    /// <summary>How often a member tells.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly RedisKey[] Keys = [RedisKeys.Members, RedisKeys.Heard];

    /// <summary>Joins.</summary>
    /// <param name="contents">What this member serves.</param>
    /// <exception cref="InvalidInputException">Another member serves something else.</exception>
    public async Task Join(MemberContents contents)
    {
        IReadOnlyList<(string Name, MemberContents? Contents)> others = await Tell(contents, isJoining: true);
        if (others.Count > 0)
        {
            (string name, MemberContents? served) = others[0];
            throw new InvalidInputException(
                $"the cluster has the member {name}, which serves something else: {string.Join("; ", contents.Differences(served))}; or "
                    + $"stop the other members and wait {Patience.TotalSeconds:0} seconds; or give this cluster a database of its own "
                    + "(defaultDatabase=1)"
            );
        }
    }

    /// <summary>Tells that this member is alive.</summary>
    /// <param name="contents">What it serves.</param>
    /// <returns>In what others differ.</returns>
    public async Task<IReadOnlyList<string>> Tell(MemberContents contents) =>
        [
            .. (await Tell(contents, isJoining: false)).Select(other =>
                $"member {other.Name} serves something else: {string.Join("; ", contents.Differences(other.Contents))}"
            ),
        ];

    /// <summary>Leaves.</summary>
    public Task Leave() => requests.Run(RedisScripts.Leave, Keys, member);

    private async Task<IReadOnlyList<(string Name, MemberContents? Contents)>> Tell(MemberContents contents, bool isJoining)
    {
        RedisResult answer = await requests.Run(
            RedisScripts.Tell,
            Keys,
            member,
            contents.ToText(),
            (long)Patience.TotalMilliseconds,
            isJoining ? "1" : "0"
        );
        return [.. ((string[])answer!).Chunk(2).Select(other => (other[0], MemberContents.Read(other[1])))];
    }
}
