namespace Antiphon.Cluster;

/// <summary>The open sessions in Redis, page by page.</summary>
/// <param name="requests">Asks Redis.</param>
internal sealed class RedisSessionList(RedisRequests requests)
{
    /// <summary>Lists open sessions, those opened last first; those of one millisecond in descending order of their ids.</summary>
    /// <param name="after">The last session of the list before; null at the beginning.</param>
    /// <param name="most">How many, at most.</param>
    /// <param name="memberName">The name of a member; null where it is none any more.</param>
    public async Task<IReadOnlyList<ListedSession>> Read(SessionPlace? after, int most, Func<string, string?> memberName)
    {
        List<string> ids = await Ids(after, most);
        RedisValue[][] fields = await requests.Ask(database =>
            Task.WhenAll(ids.Select(id => database.HashGetAsync(RedisKeys.Session(id), RedisFields.Listed)))
        );

        // One that was closed meanwhile has no fields.
        return [.. ids.Zip(fields).Where(each => !each.Second[0].IsNull).Select(each => Of(each.First, each.Second, memberName))];
    }

    // Sessions that were opened in the millisecond of the last one are passed over until they come after it.
    private async Task<List<string>> Ids(SessionPlace? after, int most)
    {
        var ids = new List<string>();
        SortedSetEntry[] page;
        long seen = 0;
        do
        {
            page = await requests.Ask(database =>
                database.SortedSetRangeByScoreWithScoresAsync(
                    RedisKeys.Opened,
                    stop: after?.Opened ?? double.PositiveInfinity,
                    order: Order.Descending,
                    skip: seen,
                    take: most
                )
            );
            seen += page.Length;
            ids.AddRange(page.Where(entry => after is null || IsAfter(entry, after)).Select(entry => entry.Element.ToString()));
        } while (ids.Count < most && page.Length == most);

        return ids[..Math.Min(most, ids.Count)];
    }

    private static bool IsAfter(SortedSetEntry entry, SessionPlace place) =>
        (long)entry.Score < place.Opened || string.CompareOrdinal(entry.Element.ToString(), place.Id) < 0;

    private static ListedSession Of(string id, RedisValue[] fields, Func<string, string?> memberName) =>
        new(
            RedisStore.Row(id, fields[0]!, fields[1]!, fields[2]),
            (long)fields[3],
            (long)fields[4],
            fields[5].IsNull ? null : (long)fields[5]
        )
        {
            Holder = fields[6].IsNull ? null : memberName(fields[6]!),
        };
}
