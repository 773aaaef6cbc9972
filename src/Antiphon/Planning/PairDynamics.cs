using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>
/// What a joint policy makes of a population at each node: the law p(s_g' | s_g, h), averaged over observations of k agents, and the
/// expected reward R(s_g, h). A workspace: either policy can be replaced. Not for concurrent use.
/// </summary>
internal sealed class PairDynamics
{
    private readonly CooperativeGame game;
    private readonly Workers workers;
    private readonly int stride;
    private readonly double[] globalRewards;
    private readonly double[] localScratch;
    private readonly bool[] isReached;
    private LocalKernels? kernels;
    private PopulationOperator? population;
    private LocalPolicy? local;
    private GlobalPolicy? global;

    internal PairDynamics(PopulationModel model, CountLattice observations, Workers workers)
    {
        (Model, game, stride, this.workers) = (model, model.Game, model.Stride, workers);
        Observations = model.ObservationsByRule(observations, workers.Cancellation);
        ActionStride = Lanes.Stride(game.GlobalActions);
        int length = checked(model.Nodes * stride);
        Transitions = [.. Enumerable.Range(0, game.GlobalStates).Select(_ => new FunctionBuffer(length))];
        (Possible, Successors) = ([.. Enumerable.Range(0, game.GlobalStates).Select(Reached)], new int[game.GlobalStates][]);
        isReached = new bool[game.GlobalStates];
        Rewards = new FunctionBuffer(length);
        globalRewards = new double[length];
        localScratch = new double[game.LocalStates];
        AtNodes = new FunctionBuffer(checked(model.Nodes * ActionStride));
        AtObservations = new FunctionBuffer(checked(observations.Size * ActionStride));
        Fractions = new double[model.Nodes * game.LocalStates];
        for (int node = 0; node < model.Nodes; node++)
        {
            workers.Cancellation.ThrowIfRequested(node);
            model.Fractions(node, Fractions.AsSpan(node * game.LocalStates, game.LocalStates));
        }
    }

    /// <summary>
    /// Bytes of the workspace: laws and rewards at the nodes, the observation law, and two operators, for a new one is built before the
    /// old one goes.
    /// </summary>
    /// <param name="size">The population model.</param>
    /// <param name="subsample">k.</param>
    /// <param name="observations">Count vectors of observations.</param>
    internal static double Bytes(PopulationSize size, int subsample, double observations)
    {
        (CooperativeGame game, int actions) = (size.Game, Lanes.Stride(size.Game.GlobalActions));
        return ((game.GlobalStates + 2) * size.FunctionBytes)
            + ((size.Nodes + observations) * actions * sizeof(double))
            + (size.Nodes * (game.LocalStates + (game.Couplings is null ? 0 : game.Hats)) * sizeof(double))
            + ObservationMemory.Bytes(size, subsample, actions)
            + (2 * size.OperatorBytes);
    }

    internal PopulationModel Model { get; }

    internal ObservationLaw Observations { get; }

    /// <summary>Doubles per node or histogram of a function of the global action.</summary>
    internal int ActionStride { get; }

    /// <summary>For each s_g: p[h * stride + s_g'].</summary>
    internal FunctionBuffer[] Transitions { get; }

    /// <summary>For each s_g: the s_g' with p above 0 at some node, ascending.</summary>
    internal int[][] Successors { get; }

    // The same under any action.
    private int[][] Possible { get; }

    /// <summary>R[h * stride + s_g].</summary>
    internal FunctionBuffer Rewards { get; }

    /// <summary>mu[h * S + x].</summary>
    internal double[] Fractions { get; }

    /// <summary>Scratch memory for one function of (h, a_g); free between calls.</summary>
    internal FunctionBuffer AtNodes { get; }

    /// <summary>Scratch memory for one function of (F, a_g); free between calls.</summary>
    internal FunctionBuffer AtObservations { get; }

    /// <summary>The population under the current local policy.</summary>
    internal PopulationOperator Population => population ?? throw new InvalidOperationException("no local policy has been given");

    /// <summary>What one agent does under the current local policy.</summary>
    internal LocalKernels Kernels => kernels ?? throw new InvalidOperationException("no local policy has been given");

    /// <summary>Replaces the local policy.</summary>
    /// <exception cref="InvalidInputException">
    /// The policy takes forbidden actions, or its kernels cannot be advanced accurately; everything then stays as it was.
    /// </exception>
    internal void SetLocal(LocalPolicy policy)
    {
        if (ReferenceEquals(policy, local))
        {
            return;
        }

        ForbiddenActions.Require(game, policy);
        var candidate = new LocalKernels(game, policy.Probabilities);
        population = Model.Bind(candidate, workers);
        (kernels, local) = (candidate, policy);
        MixRewards();
    }

    internal void SetGlobal(GlobalPolicy policy)
    {
        if (ReferenceEquals(policy, global))
        {
            return;
        }

        IActionLaw actionLaw = policy.RequireActionLaw();
        CountLattice observations = Observations.Observations;
        Span<int> observation = stackalloc int[observations.States];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            workers.Cancellation.ThrowIfCancellationRequested();
            Span<double> law = AtObservations.Span;
            observations.WriteFirst(observation);
            for (int rank = 0; rank < observations.Size; rank++)
            {
                workers.Cancellation.ThrowIfRequested(rank);
                Span<double> here = law.Slice(rank * ActionStride, game.GlobalActions);
                actionLaw.Write(globalState, observation, here);
                ForbiddenActions.Require(game, globalState, here);
                observations.MoveNext(observation);
            }

            Observations.At(globalState).Expect(AtObservations, AtNodes, ActionStride);
            MixTransitions(globalState);
        }

        global = policy;
        MixRewards();
    }

    /// <summary>sum_x mu_x(h) rbar_l(x, s_g).</summary>
    internal double LocalReward(int globalState, int node)
    {
        ReadOnlySpan<double> rates = kernels!.Reward(globalState, Model.Hats(node), localScratch);
        double sum = 0.0;
        for (int state = 0; state < rates.Length; state++)
        {
            sum += Fractions[(node * rates.Length) + state] * rates[state];
        }

        return sum;
    }

    private void MixTransitions(int globalState)
    {
        Array.Clear(isReached);
        for (int node = 0; node < Model.Nodes; node++)
        {
            workers.Cancellation.ThrowIfRequested(node);
            Span<double> target = Transitions[globalState].Span.Slice(node * stride, stride);
            target.Clear();
            double reward = 0.0;
            ReadOnlySpan<double> hats = Model.Hats(node);
            for (int hat = 0; hat < hats.Length; hat++)
            {
                for (int action = 0; hats[hat] != 0 && action < game.GlobalActions; action++)
                {
                    double probability = hats[hat] * AtNodes.Span[(node * ActionStride) + action];
                    reward += probability * game.GlobalRewardPart(hat, globalState, action);
                    Add(probability, game.GlobalPart(hat, globalState, action), Possible[globalState], target);
                }
            }

            foreach (int state in Possible[globalState])
            {
                isReached[state] |= target[state] != 0;
            }

            globalRewards[(node * stride) + globalState] = reward;
        }

        Successors[globalState] = [.. Possible[globalState].Where(state => isReached[state])];
    }

    private void Add(double probability, TransitionRow? part, int[] successors, Span<double> target)
    {
        if (part is null)
        {
            return;
        }

        ReadOnlySpan<double> row = part.Dense(game.GlobalStates);
        foreach (int state in successors)
        {
            target[state] += probability * row[state];
        }
    }

    private int[] Reached(int globalState)
    {
        double[][] all =
        [
            .. from hat in Enumerable.Range(0, game.Hats)
            from action in Enumerable.Range(0, game.GlobalActions)
            let part = game.GlobalPart(hat, globalState, action)
            where part is not null
            select part.Dense(game.GlobalStates).ToArray(),
        ];
        return [.. Enumerable.Range(0, game.GlobalStates).Where(state => all.Any(law => law[state] != 0))];
    }

    // R(s_g, h) = sum_a phi(a | s_g, h) r_g(s_g, a) + sum_x mu_x(h) rbar_l(x, s_g).
    private void MixRewards()
    {
        if (kernels is null || global is null)
        {
            return;
        }

        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (int node = 0; node < Model.Nodes; node++)
            {
                workers.Cancellation.ThrowIfRequested(node);
                int place = (node * stride) + globalState;
                Rewards.Span[place] = globalRewards[place] + LocalReward(globalState, node);
            }
        }
    }
}
