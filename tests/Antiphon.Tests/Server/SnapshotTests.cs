using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Server;

/// <summary>Sessions whose snapshots and steps are another program's, or damaged, are refused and never gone on with.</summary>
public class SnapshotTests : ServerTest
{
    private const int SumBytes = 8;

    private static readonly JointPolicy Policy = Pair(Game, Remembering(FilterKind.Linear));

    private static PolicySource[] Served => [Source("linear", Game, Policy)];

    /// <summary>The format number, the version of what actors compute, a store of an earlier format.</summary>
    [Theory]
    [InlineData(SumBytes)]
    [InlineData(SumBytes + sizeof(int))]
    public async Task A_snapshot_of_another_program_is_refused(int place)
    {
        string id = await SessionOf(40);
        await Change(snapshot =>
        {
            snapshot[place]++;
            return Summed(snapshot);
        });
        await Refused(id, "was saved by another version of the program");
        Assert.Empty(Log.ToString());
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused()
    {
        string id = await SessionOf(40);
        byte[] whole = [];
        await Change(snapshot => whole = snapshot);
        foreach (
            byte[] damaged in (byte[][])
                [
                    [],
                    whole[..5],
                    whole[..^1],
                    Summed(whole[..^1]),
                    Summed([.. whole, 1]),
                    Flipped(whole),
                ]
        )
        {
            await Change(_ => damaged);
            await Refused(id, "is damaged");
        }

        await Change(_ => whole);
        await Start(OnDisk, Served);
        (await Get($"/v1/sessions/{id}")).Succeeded();

        static byte[] Flipped(byte[] whole)
        {
            byte[] flipped = [.. whole];
            flipped[^1] ^= 1;
            return flipped;
        }
    }

    /// <summary>An earlier step is missing, or its question is none of the policy.</summary>
    [Theory]
    [InlineData("DELETE FROM antiphon_steps WHERE number = 35")]
    [InlineData("DELETE FROM antiphon_steps WHERE number > 20")]
    [InlineData("UPDATE antiphon_steps SET question = x'00' WHERE number = 35")]
    [InlineData("UPDATE antiphon_steps SET question = x'ffffffff0000000000000000000000000000000000000000' WHERE number = 35")]
    public async Task Damaged_steps_are_refused(string damage)
    {
        string id = await SessionOf(40);
        await Execute(sql => sql.Execute(damage));
        await Refused(id, "is damaged");
    }

    /// <summary>The actions are the same: only the estimates tell that the program believes something else.</summary>
    [Theory]
    [InlineData(20, 10)]
    [InlineData(40, 31)]
    [InlineData(40, 35)]
    public async Task A_session_that_would_go_on_with_another_belief_is_refused(int steps, int number)
    {
        string id = await SessionOf(steps);
        await Execute(sql =>
        {
            byte[] estimate = sql.Query("SELECT estimate FROM antiphon_steps WHERE number = @p0", row => (byte[])row.GetValue(0), number)[
                0
            ];
            estimate[0] ^= 1;
            return sql.Execute("UPDATE antiphon_steps SET estimate = @p1 WHERE number = @p0", number, estimate);
        });
        await Refused(id, "acts or estimates differently");
    }

    [Fact]
    public async Task A_store_of_another_format_is_refused_by_name()
    {
        await SessionOf(1);
        await Execute(sql => sql.Execute("UPDATE antiphon_store SET format = 'antiphon-store/1'"));
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(OnDisk, Served));
        Assert.StartsWith(
            "the store has the format antiphon-store/1; expected antiphon-store/2",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// What actors save and compute. Where this text changes, raise <see cref="IStoredActor.Version"/>: sessions that earlier programs put
    /// aside must not go on with another belief.
    /// </summary>
    [Fact]
    public void What_a_snapshot_holds_belongs_to_its_version()
    {
        var text = new StringWriter();
        text.WriteLine($"version {IStoredActor.Version}");
        foreach (FilterKind filter in Enum.GetValues<FilterKind>())
        {
            CooperativeGame game = filter == FilterKind.Particles ? Game.WithAgents(100) : Game;
            RememberingPolicy policy = Remembering(filter);
            ServedActor actor = ServedPolicy.Of(game, Pair(game, policy)).Start(PolicyEndpoints.Episode(7));
            RecordedStep last = RecordedStep.Record(game, Pair(game, policy), 7, 40)[^1];
            string estimate = string.Join(' ', last.Estimate.Select(share => $"{share:F6}"));
            text.WriteLine($"{filter}: {actor.Save()!.Length} bytes; after 40 steps action {last.Action}, estimate {estimate}");
        }

        Golden.AssertEqual("stored-actors.txt", text.ToString());
    }

    private static byte[] Summed(byte[] snapshot)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(
            snapshot,
            BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(snapshot.AsSpan(SumBytes)))
        );
        return snapshot;
    }

    // A session that took steps, and no server any more.
    private async Task<string> SessionOf(int steps)
    {
        await Start(OnDisk, Served);
        string id = await Open("linear");
        for (int step = 0; step < steps; step++)
        {
            (await Post($"/v1/sessions/{id}/decisions", Question(step % 5, [step % 3, 0, 0, 2 - (step % 3), 0]))).Succeeded();
        }

        await Stop();
        return id;
    }

    private Task Change(Func<byte[], byte[]> change) =>
        Execute(sql =>
        {
            byte[] snapshot = sql.Query("SELECT snapshot FROM antiphon_sessions", row => (byte[])row.GetValue(0))[0];
            return sql.Execute("UPDATE antiphon_sessions SET snapshot = @p0", change(snapshot));
        });

    private async Task Execute(Func<SqlConnection, int> change) => Assert.InRange(await InStore(change), 1, int.MaxValue);

    private async Task Refused(string id, string reason)
    {
        await Start(OnDisk, Served);
        foreach (
            Answer answer in (Answer[])
                [await Get($"/v1/sessions/{id}"), await Post($"/v1/sessions/{id}/decisions", Question(0, [1, 1, 0, 0, 0]))]
        )
        {
            Assert.Equal("id", answer.Refused(HttpStatusCode.Conflict));
            Assert.Contains(reason, answer.Text, StringComparison.Ordinal);
        }

        await Stop();
    }
}
