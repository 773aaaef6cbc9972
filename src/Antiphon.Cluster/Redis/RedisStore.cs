using System.Globalization;

namespace Antiphon.Cluster;

/// <summary>
/// Sessions in Redis. Every change is one script, which Redis runs as a whole; an answer comes after Redis has written it to its file. A
/// step is added only after the latest one, whoever asks: two members that both take themselves for the holder of a session take no step
/// twice.
/// </summary>
/// <param name="requests">Asks Redis.</param>
/// <param name="clock">The clock for step times.</param>
internal sealed class RedisStore(RedisRequests requests, TimeProvider clock) : ISessionStore
{
    private static readonly RedisKey[] Indices = [RedisKeys.Requests, RedisKeys.Opened, RedisKeys.Used, RedisKeys.Versions];

    private readonly RedisSteps steps = new(requests);
    private readonly RedisSessionList list = new(requests);
    private long lastCount;

    /// <summary>The name of a member as lists show it; null where it is none any more.</summary>
    public Func<string, string?> MemberName { get; set; } = static holder => holder;

    /// <inheritdoc/>
    public long LastCount => Interlocked.Read(ref lastCount);

    /// <inheritdoc/>
    public async Task Check()
    {
        // A full disk can be read.
        await requests.Ask(database => database.StringSetAsync(RedisKeys.Check, Now()));
        await Count();
    }

    /// <inheritdoc/>
    public async Task<long> Count() => Keep(await requests.Ask(static database => database.SortedSetLengthAsync(RedisKeys.Opened)));

    /// <inheritdoc/>
    public async Task<SessionRow?> Open(SessionRow session, string? key, long most)
    {
        var answer = (RedisValue[])
            (
                await requests.Run(
                    RedisScripts.Open,
                    [.. Indices, RedisKeys.Session(session.Id)],
                    session.Id,
                    session.Policy,
                    session.Version,
                    session.Seed.ToString(CultureInfo.InvariantCulture),
                    Now(),
                    key ?? "",
                    most,
                    VersionOf(session.Policy, session.Version),
                    $"{RedisKeys.Prefix}session:"
                )
            )!;
        Keep((long)answer[0]);
        return answer is [_, var id, var policy, var version, var seed] ? Row(id!, policy!, version!, seed) : null;
    }

    /// <inheritdoc/>
    public Task<StoredSession?> Find(string id) => steps.Find(id);

    /// <inheritdoc/>
    public async Task<long?> Steps(string id)
    {
        RedisValue count = await requests.Ask(database => database.HashGetAsync(RedisKeys.Session(id), RedisFields.Steps));
        return count.IsNull ? null : (long)count;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepRow>?> StepsAfter(string id, long number) =>
        await Steps(id) is null ? null : await steps.After(id, number);

    /// <inheritdoc/>
    public Task<StepRow?> FindStep(string session, string key) => steps.Find(session, key);

    /// <inheritdoc/>
    public Task<bool> Uses(string policy, string version) =>
        requests.Ask(database => database.HashExistsAsync(RedisKeys.Versions, VersionOf(policy, version)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most) => list.Read(after, most, MemberName);

    /// <inheritdoc/>
    public Task<bool> Append(string session, StepRow step, Checkpoint? kept) => steps.Append(session, step, kept, Now());

    /// <inheritdoc/>
    public Task<bool> Close(string id) => Close(id, "");

    /// <inheritdoc/>
    public async Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation)
    {
        const int together = 16;
        long limit = before.ToUnixTimeMilliseconds();
        long closed = 0;
        bool[] some;
        do
        {
            RedisValue[] idle = await requests.Ask(database =>
                database.SortedSetRangeByScoreAsync(RedisKeys.Used, stop: limit, exclude: Exclude.Stop, take: together)
            );
            some = await Task.WhenAll(idle.Select(id => Close(id!, limit)));
            closed += some.Count(each => each);
        } while (some.Contains(true) && !cancellation.IsCancellationRequested);

        return closed;
    }

    /// <inheritdoc/>
    public Task Log(LoggedDecision decision, long most) =>
        requests.Ask(async database =>
        {
            await database.ListLeftPushAsync(RedisKeys.Decisions, DecisionEntry.Write(decision, Now()));
            await database.ListTrimAsync(RedisKeys.Decisions, 0, most - 1);
            return true;
        });

    /// <summary>Notes who has a session in memory.</summary>
    /// <param name="id">The session.</param>
    /// <param name="member">The member.</param>
    public Task Hold(string id, string member) => requests.Run(RedisScripts.Hold, [RedisKeys.Session(id)], member);

    /// <summary>Notes that a member no longer has a session in memory.</summary>
    /// <param name="id">The session.</param>
    /// <param name="member">The member.</param>
    public Task Release(string id, string member) => requests.Run(RedisScripts.Release, [RedisKeys.Session(id)], member);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => requests.DisposeAsync();

    /// <summary>A session from its fields.</summary>
    internal static SessionRow Row(string id, string policy, string version, RedisValue seed) =>
        new(id, policy, version, ulong.Parse(seed.ToString(), CultureInfo.InvariantCulture));

    private static string VersionOf(string policy, string version) => $"{policy}\n{version}";

    private async Task<bool> Close(string id, RedisValue before)
    {
        long[] answer = (long[])
            (
                await requests.Run(
                    RedisScripts.Close,
                    [.. Indices, RedisKeys.Session(id), RedisKeys.Steps(id), RedisKeys.StepKeys(id)],
                    id,
                    before
                )
            )!;
        Keep(answer[1]);
        return answer[0] == 1;
    }

    private long Keep(long open)
    {
        Interlocked.Exchange(ref lastCount, open);
        return open;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
