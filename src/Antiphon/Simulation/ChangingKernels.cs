using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>A change of kernels prepared for the simulation of one pair. Immutable; shared by threads.</summary>
/// <remarks>
/// Each of the c_x agents in x moves by M'_{s_g}(x, .) = sum_a pi_l(a | x, s_g) P_l'(. | x, s_g, a) with probability w_t.
/// </remarks>
internal sealed class ChangingKernels
{
    // A probability, and its part of a law prepared for draws.
    private const double BytesPerEntry = sizeof(double) + 52;

    private readonly KernelChange change;
    private readonly double[] rows;
    private readonly MultinomialLaw[] laws;
    private readonly int states;

    /// <summary>Mixes the other kernels by a policy.</summary>
    /// <param name="change">The change.</param>
    /// <param name="game">The game.</param>
    /// <param name="local">pi_l.</param>
    public ChangingKernels(KernelChange change, CooperativeGame game, LocalPolicy local)
    {
        (this.change, states) = (change, game.LocalStates);
        laws = new MultinomialLaw[game.GlobalStates * states];
        double entries = (double)laws.Length * states;
        MemoryBudget.Require(entries * BytesPerEntry, "kernels that change", "use a game of fewer local states");
        rows = new double[laws.Length * states];
        double[] other = new double[states];
        for (int place = 0; place < laws.Length; place++)
        {
            (int globalState, int localState) = (place / states, place % states);
            Span<double> mixed = rows.AsSpan(place * states, states);
            ReadOnlySpan<double> actions = local.At(localState, globalState);
            for (int action = 0; action < actions.Length; action++)
            {
                if (actions[action] > 0)
                {
                    if (change.ReadsRows)
                    {
                        game.LocalRow(localState, globalState, action).ToArray(states).CopyTo(other, 0);
                    }

                    change.Row(localState, globalState, other);
                    ConjugateGradient.AddScaled(actions[action], other, mixed);
                }
            }

            laws[place] = new MultinomialLaw(mixed);
        }
    }

    /// <summary>w_t.</summary>
    public double Share(int time) => change.Share(time);

    /// <summary>M'_{s_g}(x, .).</summary>
    public MultinomialLaw Moves(int globalState, int localState) => laws[(globalState * states) + localState];

    /// <summary>M'_{s_g}, S x S, row-major.</summary>
    public ReadOnlySpan<double> Transition(int globalState) => rows.AsSpan(globalState * states * states, states * states);
}
