using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// Every long loop of certify and verify ends soon after the user asks: each is called with a token that has fired, or fires while it
/// runs.
/// </summary>
public sealed class CancelledCertificateTests : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        source.Dispose();
        folder.Dispose();
    }

    /// <summary>
    /// Fired at its i-th report, a certification or verification reports at most once more: the next check is near, whatever the stage.
    /// </summary>
    [Fact]
    public void Certification_and_verification_end_wherever_they_are()
    {
        Judged judged = Judge();
        StoredCertificate stored = Stored(judged);
        AssertEnds(
            (progress, token) =>
                new Certifier(
                    new CertificateOptions
                    {
                        Accuracy = 1e-4,
                        Threads = 1,
                        Restarts = 1,
                    }
                ).Run(judged.Game, judged.Pair, 5, progress, token)
        );
        AssertEnds(
            (progress, token) =>
                new CertificateVerifier(new VerificationOptions()).Verify(
                    judged.Game,
                    judged.Pair,
                    stored,
                    judged.Witness!,
                    progress,
                    token
                )
        );
    }

    /// <summary>The same of studies and of estimates, which play episodes.</summary>
    [Fact]
    [Trait("Tier", "full")]
    public void Studies_and_estimates_end_wherever_they_are()
    {
        Judged judged = Judge();
        var options = new CertificateOptions
        {
            Accuracy = 1e-2,
            Threads = 1,
            Restarts = 0,
            Rollouts = 150,
            Horizon = 20,
        };
        CooperativeGame crowd = new RandomGame(7) { Shape = KernelShape.Lazy, Agents = 5000 }.Create();
        JointPolicy pair = new(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(crowd));
        AssertEnds((progress, token) => new Certifier(options).Estimate(crowd, pair, 5000, progress, token));
        AssertEnds((progress, token) => new ObservationStudy(options).Run(judged.Game, [judged.Pair], 5, progress, token));
        AssertEnds((progress, token) => new ObservationStudy(options).Estimate(crowd, [pair], 5000, progress, token));
        EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = 1e-2, Threads = 1 }).Solve(crowd, pair.Local, 4);
        JointPolicy remembering = new(new RememberingPolicy(2, plan, new MemoryOptions()), pair.Local);
        AssertEnds((progress, token) => new MemoryCertifier(options).Run(crowd, remembering, 5000, progress, token));
    }

    [Fact]
    public void A_team_of_workers_starts_no_loop_of_a_cancelled_job()
    {
        foreach (int count in new[] { 1, 2 })
        {
            using Workers workers = new(count, source.Token);
            Counter counter = new();
            if (!source.IsCancellationRequested)
            {
                workers.Run(3, counter);
                Assert.Equal(3, counter.Done);
                source.Cancel();
            }

            counter = new Counter();
            Assert.Throws<OperationCanceledException>(() => workers.Run(3, counter));
            Assert.Throws<OperationCanceledException>(() => workers.Run(1, counter));
            Assert.Equal(0, counter.Done);
        }
    }

    /// <summary>Within a sweep, too: these are called without a token of their own.</summary>
    [Fact]
    public void The_parts_of_a_sweep_end()
    {
        Judged judged = Judge();
        using Workers workers = new(1, source.Token);
        ExactPopulation population = new(judged.Game, 5);
        PairEvaluation evaluator = new(population, ObservationLattice.Of(judged.Game, 1), workers);
        evaluator.SetLocal(judged.Pair.Local);
        evaluator.SetGlobal(judged.Pair.Global);
        TaggedWorld world = ExactTaggedWorld.Create(
            population,
            new LocalKernels(judged.Game, judged.Pair.Local.Probabilities),
            evaluator.Pair,
            workers
        );
        TaggedProblem problem = new(world, workers);
        TaggedOccupancy occupancy = new(problem, new double[problem.Joined().Length], problem.Functions());
        source.Cancel();
        Ends(() => problem.Solve(TagReward.Team, null, 1e-3, default));
        Ends(() => problem.AddGradient(TagReward.Team, problem.Functions(), new double[100]));
        Ends(() => occupancy.Solve(judged.Pair.Local, 1e-3, source.Token));
        Ends(() => evaluator.SetGlobal(new UniformGlobalPolicy(1, 2)));
    }

    [Fact]
    public void The_parts_of_a_verification_end()
    {
        Judged judged = Judge();
        CertificateWitness witness = judged.Witness!;
        DirectLaws laws = new(judged.Game, 5, source.Token);
        GapChecks gaps = new(judged.Game, new DirectLaws(judged.Game, 5), witness, source.Token);
        BellmanChecks checks = new(judged.Game, judged.Pair, new DirectLaws(judged.Game, 5), source.Token);
        WitnessFunction best = witness.Find("welfare.best")!;
        source.Cancel();
        Ends(() => laws.Joined([1.0], 0, [0.2, 0.3, 0.5]));
        Ends(() => laws.Start([5, 0, 0]));
        Ends(() => witness.Digest(source.Token));
        Ends(() => new WitnessShapes(judged.Game, judged.Pair, judged.Certificate).Require(witness, source.Token));
        Ends(() => CertificateVerifier.Raised(judged.Game, new DirectLaws(judged.Game, 5), best.Values, 5, source.Token));
        Ends(() => gaps.Value(judged.Certificate).Count());
        Ends(() => gaps.Population("teamGap", "team", judged.Certificate.TeamGap, _ => 0, 0).Count());
        Ends(() => gaps.Agent("agentGap", "agent", judged.Certificate.AgentGap).Count());
        Ends(() => checks.Population([(witness.Find("value")!, judged.Pair)], [0]).Count());
        Ends(() => checks.Agent([(witness.Find("agent.best")!, null, false)], [0]).Count());
    }

    [Fact]
    public void Writing_and_reading_a_witness_end_and_leave_no_file()
    {
        Judged judged = Judge();
        string path = folder.In("c.witness");
        StoredCertificate stored = Stored(judged, WitnessFile.Save(judged.Witness!, path));
        File.Delete(folder.In("new.witness"));
        source.Cancel();
        Ends(() => WitnessFile.Save(judged.Witness!, folder.In("new.witness"), source.Token));
        Assert.Equal([path], Directory.GetFiles(folder.Root));
        Ends(() => WitnessFile.Load(path, judged.Game, judged.Pair, stored, source.Token));
        Ends(() =>
            new WitnessReader(
                new MemoryStream([0, 0, 0, 0]),
                new WitnessShapes(judged.Game, judged.Pair, judged.Certificate),
                source.Token
            ).Read()
        );
    }

    private static void AssertEnds(Action<IProgress<Progress>, CancellationToken> job)
    {
        Firing all = new(null, int.MaxValue);
        job(all, CancellationToken.None);
        Assert.True(all.Reports > 0);
        for (int at = 1; at <= all.Reports; at += 1 + (all.Reports / 40))
        {
            using CancellationTokenSource own = new();
            Firing progress = new(own, at);
            Assert.Throws<OperationCanceledException>(() => job(progress, own.Token));
            Assert.InRange(progress.Reports, at, at + 1);
        }
    }

    private static void Ends(Action job) => Assert.ThrowsAny<OperationCanceledException>(job);

    private static void Ends<T>(Func<T> job) =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            job();
        });

    private static Judged Judge() =>
        new(
            new RandomGame(982)
            {
                LocalStates = 3,
                Agents = 5,
                Discount = 0.8,
            }.Create(),
            1,
            7,
            accuracy: 1e-3
        );

    private static StoredCertificate Stored(Judged judged, string? hash = null) =>
        new(judged.Certificate, judged.Certificate.EpsilonInitial, judged.Certificate.EpsilonWorst, hash);

    private sealed class Counter : IWork
    {
        public int Done;

        public void Run(int index, int worker) => Interlocked.Increment(ref Done);
    }

    private sealed class Firing(CancellationTokenSource? source, int at) : IProgress<Progress>
    {
        public int Reports { get; private set; }

        public void Report(Progress value)
        {
            if (++Reports == at)
            {
                source?.Cancel();
            }
        }
    }
}
