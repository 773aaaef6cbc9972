using System.Text.Json;
using Antiphon.Cluster;
using Antiphon.Server;
using Orleans.Runtime;

namespace Antiphon.Tests.Cluster;

/// <summary>Steps on their way to the member that holds their session.</summary>
public class ClusterDecisionsTests
{
    private const string Id = "00112233445566778899aabbccddeeff";

    private static readonly GrainAnswer Taken = GrainAnswer.Of(new TakenStep(new StepAnswer(3, 1, [0.25, 0.75]), "zone 1"));

    private readonly List<(string Key, string Body)> asked = [];

    [Theory]
    [InlineData(typeof(SiloUnavailableException))]
    [InlineData(typeof(OrleansException))]
    [InlineData(typeof(TimeoutException))]
    public async Task A_step_whose_member_died_is_sent_again_with_its_key(Type failure)
    {
        TakenStep step = await Decide("mine", Failing(failure, times: 3));
        Assert.Equal((3L, 1, "zone 1"), (step.Answer.Number, step.Answer.Action, step.ActionName));
        Assert.Equal([0.25, 0.75], step.Answer.Estimate);
        Assert.Equal(Enumerable.Repeat(("mine", """{"globalState": 2}"""), 4), asked);
    }

    [Fact]
    public async Task A_step_without_a_key_is_sent_again_with_one_of_its_own()
    {
        await Decide(null, Failing(typeof(SiloUnavailableException), times: 2));
        await Decide(null, Failing(typeof(SiloUnavailableException), times: 0));
        Assert.Equal((4, 2), (asked.Count, asked.Select(each => each.Key).Distinct(StringComparer.Ordinal).Count()));
        Assert.All(asked, each => Assert.NotEmpty(each.Key));
    }

    [Fact]
    public async Task A_refusal_comes_back_as_it_was_made()
    {
        var refusal = new ProblemException(409, "No", new Violation("id", "is lost", "another", "open one")) { RetryAfter = 7 };
        ProblemException thrown = await Assert.ThrowsAsync<ProblemException>(() => Decide("mine", _ => GrainAnswer.Of(refusal)));
        Assert.Equal(
            (refusal.Status, refusal.Title, refusal.Problem, refusal.RetryAfter),
            (thrown.Status, thrown.Title, thrown.Problem, thrown.RetryAfter)
        );
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_store_that_failed_at_the_member_is_told_as_such()
    {
        await Assert.ThrowsAsync<StoreException>(() => Decide("mine", _ => new GrainAnswer()));
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_member_that_never_answers_ends_in_a_refusal_to_be_repeated()
    {
        ProblemException thrown = await Assert.ThrowsAsync<ProblemException>(() =>
            Decide("mine", Failing(typeof(SiloUnavailableException), int.MaxValue))
        );
        Assert.Equal((503, "cluster", 1), (thrown.Status, thrown.Problem.Place, thrown.RetryAfter));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00112233445566778899aabbccddeef")]
    [InlineData("00112233445566778899aabbccddeefF")]
    [InlineData("../112233445566778899aabbccddeeff")]
    public async Task An_id_that_no_session_has_reaches_no_member(string id)
    {
        ProblemException thrown = await Assert.ThrowsAsync<ProblemException>(() => Decide("mine", _ => Taken, id));
        Assert.Equal(404, thrown.Status);
        Assert.Empty(asked);
    }

    private static Func<int, GrainAnswer> Failing(Type failure, int times) =>
        attempt => attempt < times ? throw (Exception)Activator.CreateInstance(failure, "the member is gone")! : Taken;

    private async Task<TakenStep> Decide(string? key, Func<int, GrainAnswer> answer, string id = Id)
    {
        using var body = JsonDocument.Parse("""{"globalState": 2}""");
        int attempt = 0;
        var decisions = new ClusterDecisions(
            (_, key, question) =>
            {
                asked.Add((key, System.Text.Encoding.UTF8.GetString(question)));
                return Task.FromResult(answer(attempt++));
            },
            new SkippingClock()
        );
        return await decisions.Decide(id, key, body.RootElement, CancellationToken.None);
    }

    /// <summary>A clock on which nobody waits: a pause is over at once, and its time has passed.</summary>
    private sealed class SkippingClock : TimeProvider
    {
        private long passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref passed);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref passed, Math.Max(0, dueTime.Ticks));
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
