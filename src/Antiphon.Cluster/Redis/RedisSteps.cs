using System.Globalization;

namespace Antiphon.Cluster;

/// <summary>The steps of sessions in Redis.</summary>
/// <param name="requests">Asks Redis.</param>
internal sealed class RedisSteps(RedisRequests requests)
{
    // A long session is read in portions, so that others are answered in between.
    private const int StepsAtOnce = 1000;

    /// <summary>Adds a step.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> Append(string session, StepRow step, Checkpoint? kept, long now)
    {
        List<RedisValue> values = [session, Text(step.Number), Text(step.Number + 1), step.Key ?? "", StepEntry.Write(step), now];
        if (kept is not null)
        {
            values.AddRange([kept.Snapshot, step.Number + 1 - kept.KeepFrom]);
        }

        RedisResult added = await requests.Run(RedisScripts.Append, [.. Of(session), RedisKeys.Used], [.. values]);
        return (int)added == 1;
    }

    /// <summary>A session with what is kept of its steps; null where there is none.</summary>
    public async Task<StoredSession?> Find(string id)
    {
        var answer = (RedisResult[])(await requests.Run(RedisScripts.Find, Of(id)[..2], StepsAtOnce))!;
        if ((RedisValue[])answer[0]! is not [{ IsNull: false } policy, var version, var seed, var snapshotSteps, var snapshot])
        {
            return null;
        }

        List<StepRow> steps = Read(answer[1]);
        if (steps.Count == StepsAtOnce)
        {
            steps.AddRange(await After(id, steps[^1].Number));
        }

        return new StoredSession(
            RedisStore.Row(id, policy!, version!, seed),
            snapshotSteps.IsNull ? 0 : (long)snapshotSteps,
            snapshot.IsNull ? null : (byte[])snapshot!,
            steps
        );
    }

    /// <summary>The steps after one, in order.</summary>
    public async Task<List<StepRow>> After(string id, long number)
    {
        var all = new List<StepRow>();
        List<StepRow> some;
        do
        {
            long last = all.Count == 0 ? number : all[^1].Number;
            some = Read(await requests.Run(RedisScripts.After, Of(id)[..2], last, StepsAtOnce));
            all.AddRange(some);
        } while (some.Count == StepsAtOnce);

        return all;
    }

    /// <summary>The step that a key belongs to; null where none is kept.</summary>
    public async Task<StepRow?> Find(string session, string key)
    {
        RedisResult entry = await requests.Run(RedisScripts.FindStep, Of(session), key);
        return entry.IsNull ? null : StepEntry.Read((byte[])entry!);
    }

    private static RedisKey[] Of(string session) => [RedisKeys.Session(session), RedisKeys.Steps(session), RedisKeys.StepKeys(session)];

    private static List<StepRow> Read(RedisResult entries) => [.. ((byte[][])entries!).Select(StepEntry.Read)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
