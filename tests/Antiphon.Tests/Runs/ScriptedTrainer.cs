using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Runs;

/// <summary>
/// Plays the part of training in a millisecond: every restart makes a fixed number of proposals whose numbers and policies come from the
/// seed, the restart and the index alone. So a run has one right ending, and a resumed run must reach it to the bit.
/// </summary>
internal sealed class ScriptedTrainer
{
    /// <summary>Proposals per restart.</summary>
    public int ProposalsPerRestart { get; init; } = 3;

    /// <summary>Called after each checkpoint with the number of proposals judged so far, all restarts together.</summary>
    public Action<int> AfterProposal { get; init; } = _ => { };

    /// <summary>What the result says about stopping.</summary>
    public StopReason StopReason { get; init; } = StopReason.NoImprovement;

    /// <summary>How many proposals this trainer has made; those of a checkpoint are not made again.</summary>
    public int Made { get; private set; }

    public AlternationResult<JointPolicy> Train(
        AlternationOptions options,
        CooperativeGame game,
        IReadOnlyList<RestartState<JointPolicy>>? resumeFrom,
        Action<IReadOnlyList<RestartState<JointPolicy>>> onProposal,
        IProgress<Progress>? progress,
        CancellationToken cancellation
    )
    {
        List<RestartState<JointPolicy>> states = [.. resumeFrom ?? []];
        int total = options.Starts * ProposalsPerRestart;
        for (int done = states.Sum(state => state.Proposals.Count); done < total; done++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return Result(options, states, StopReason.Cancelled);
            }

            Advance(states, options, game, done);
            Made++;
            onProposal([.. states]);
            progress?.Report(new Progress((done + 1.0) / total, $"restart {states.Count} of {options.Starts}"));
            AfterProposal(done + 1);
        }

        return Result(options, states, StopReason);
    }

    private void Advance(List<RestartState<JointPolicy>> states, AlternationOptions options, CooperativeGame game, int done)
    {
        int restart = done / ProposalsPerRestart;
        int index = done % ProposalsPerRestart;
        if (index == 0)
        {
            states.Add(
                new RestartState<JointPolicy>(
                    restart,
                    restart == 0 ? "constant 2 + follow" : $"random {restart}",
                    Policy(options, game, done),
                    [],
                    0,
                    null,
                    0,
                    0,
                    0,
                    []
                )
            );
        }

        RandomStream stream = new RandomStream(options.Seed).Split("scripted", done);
        double gain = stream.NextDouble();
        var proposal = new Proposal(
            restart,
            index,
            index / 2,
            (Player)(index % 2),
            "deployed",
            100 + gain,
            stream.NextDouble(),
            gain,
            gain / 3,
            double.PositiveInfinity,
            750,
            gain > 0.5,
            "better"
        );
        bool last = index == ProposalsPerRestart - 1;
        states[restart] = states[restart] with
        {
            Incumbent = Policy(options, game, done),
            Proposals = [.. states[restart].Proposals, proposal],
            ModelValue = proposal.ModelValue / 3,
            GlobalGain = gain / 7,
            LocalGain = 0,
            Finished = last ? StopReason.NoImprovement : null,
        };
    }

    private static JointPolicy Policy(AlternationOptions options, CooperativeGame game, int done)
    {
        RandomStream stream = new RandomStream(options.Seed).Split("policy", done);
        var lattice = new CountLattice(game.LocalStates, options.Subsample);
        int[] actions = [.. Enumerable.Range(0, game.GlobalStates * lattice.Size).Select(_ => (int)stream.NextBelow(game.GlobalActions))];
        double[] local = new double[game.LocalStates * game.GlobalStates * game.LocalActions];
        for (int row = 0; row < local.Length; row += game.LocalActions)
        {
            DirichletSampler.Sample(stream, 1, local.AsSpan(row, game.LocalActions));
        }

        return new JointPolicy(
            new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, lattice, actions),
            LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, local)
        );
    }

    private static AlternationResult<JointPolicy> Result(
        AlternationOptions options,
        List<RestartState<JointPolicy>> states,
        StopReason reason
    ) =>
        new()
        {
            Policy = states.MaxBy(state => state.ModelValue)!.Incumbent,
            PopulationModel = "mean-field",
            PopulationNodes = 1001,
            PopulationSize = "mean-field, resolution 10, 1,001 nodes",
            Value = 116.0437,
            ValueErrorBound = 1e-6,
            OtherResolution = 20,
            OtherValue = 115.8,
            ModelErrorEstimate = 0.4874,
            Horizon = options.DeployedHorizon,
            MeasuredShare = 0.99408,
            Deployed = new ConfidenceInterval(114.31, 114.12, 114.5, 0.09, 15),
            TruncationBound = 1.36,
            GlobalGain = 0,
            LocalGain = 0.0123,
            GainErrorBound = 2e-6,
            GlobalGainDeployed = null,
            LocalGainDeployed = new DeployedGain(0.002, -0.017, 0.021, 2048),
            GlobalFirstOrderGap = 0.002,
            LocalFirstOrderGap = 0.03,
            StopReason = reason,
            States = states,
            Accepted = states.Sum(state => state.Proposals.Count(proposal => proposal.Accepted)),
            Proposals = states.Sum(state => state.Proposals.Count),
            Restarts = RestartSummary.Of(states, []),
            BestRestart = states.MaxBy(state => state.ModelValue)!.Restart,
            Threshold = 0.0234,
            Judge = "a script",
            Baselines = options.Baselines
                ?
                [
                    new BaselineResult("constant 2", "follow", new ConfidenceInterval(106.21, 106.02, 106.4, 0.1, 15)),
                    new BaselineResult("uniform", "stay, 1", new ConfidenceInterval(51.5, 51.25, 51.75, 0.125, 15)),
                ]
                : [],
            Notices = ["observation law of the population of n by the multinomial"],
        };
}
