using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// Values a pair whose dispatcher acts on s_g alone, exactly for every n: given the path of global states agents are independent, so that
/// the return is linear in the population, &lt;mu, alpha_s&gt; with alpha_s = r_g(s) 1 + rho_s + gamma sum_s' P_g(s' | s) M_s alpha_s'.
/// Agents of several types live in blocks of the local states, which M_s never leaves; the mean fractions at the start weigh the blocks.
/// </summary>
/// <param name="game">The game; its n matters only for the weights of types.</param>
/// <param name="relativeAccuracy">Accuracy as a share of the spread of alpha.</param>
/// <param name="moves">P_l by rows where it is another than the game's; null for the game's.</param>
internal sealed class BlindEvaluator(CooperativeGame game, double relativeAccuracy, SparseRows? moves = null)
{
    private const int Cycles = 200;
    private const int CyclesWithoutGain = 4;
    private const int MostDimensions = 50;

    // GMRES reduces the length of the residual, the bounds want its spread.
    private const double Margin = 0.1;

    private readonly BlindKernel kernel = new(game, moves);
    private readonly double[] start = MeanStart.Of(game);
    private readonly Gmres gmres = new(
        game.GlobalStates * game.LocalStates,
        Math.Min(MostDimensions, game.GlobalStates * game.LocalStates)
    );

    private readonly double[] image = new double[game.GlobalStates * game.LocalStates];
    private readonly double[] residual = new double[game.GlobalStates * game.LocalStates];

    /// <summary>What a step does under the pair.</summary>
    internal BlindKernel Kernel => kernel;

    /// <summary>Solves for the vectors of the kernel's dispatcher with any policy of the agents.</summary>
    /// <param name="local">pi_l.</param>
    /// <param name="cancellation">Cancels between cycles.</param>
    internal BlindSolution Evaluate(LocalPolicy local, CancellationToken cancellation)
    {
        kernel.SetLocal(local.Probabilities);
        return Evaluate(new double[image.Length], cancellation);
    }

    /// <summary>Solves for the vectors of the kernel's present pair.</summary>
    /// <param name="guess">Vectors to start from.</param>
    /// <param name="cancellation">Cancels between cycles.</param>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    internal BlindSolution Evaluate(ReadOnlySpan<double> guess, CancellationToken cancellation)
    {
        double[] alpha = guess.ToArray();
        (double[] best, double bestError, double rounding) = (alpha, double.PositiveInfinity, 0.0);
        for ((int cycle, int without) = (0, 0); cycle < Cycles && without < CyclesWithoutGain; cycle++)
        {
            cancellation.ThrowIfCancellationRequested();
            SpanBound bound = Sweep(alpha);
            rounding = Rounding(image);
            without = bound.Error < bestError / 2 ? 0 : without + 1;
            if (bound.Error < bestError)
            {
                best = [.. image.Select(entry => entry + bound.Correction)];
                bestError = bound.Error;
            }

            double accuracy = Math.Max(relativeAccuracy * Spread(image), rounding);
            if (bound.Error <= accuracy)
            {
                break;
            }

            Accelerate(alpha, bound, accuracy / bound.Error);
        }

        double error = bestError + rounding;
        return new BlindSolution(best, Value(best), error, bestError <= Math.Max(relativeAccuracy * Spread(best), rounding));
    }

    // image = T alpha, the constant that is missing added, and GMRES for the rest: I - gamma P has one small eigenvalue, 1 - gamma, whose
    // eigenvector is constant.
    private void Accelerate(double[] alpha, SpanBound bound, double reduction)
    {
        for (int i = 0; i < alpha.Length; i++)
        {
            alpha[i] = image[i] + bound.Correction;
        }

        Sweep(alpha);
        for (int i = 0; i < alpha.Length; i++)
        {
            residual[i] = image[i] - alpha[i];
        }

        gmres.Correct(kernel.Resolvent, residual, Margin * reduction, alpha);
    }

    private SpanBound Sweep(double[] alpha)
    {
        kernel.Apply(alpha, image);
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int i = 0; i < alpha.Length; i++)
        {
            smallest = Math.Min(smallest, image[i] - alpha[i]);
            largest = Math.Max(largest, image[i] - alpha[i]);
        }

        return new SpanBound(smallest, largest, game.Discount).Checked("the value of a blind pair");
    }

    // A sweep rounds by a few units in the last place of its largest entry; the fixed point by that over 1 - gamma.
    private double Rounding(ReadOnlySpan<double> vector)
    {
        double largest = 0.0;
        foreach (double entry in vector)
        {
            largest = Math.Max(largest, Math.Abs(entry));
        }

        return 2e-16 * (Math.Sqrt(game.LocalStates + game.GlobalStates) + 4) * largest / (1 - game.Discount);
    }

    private double Value(double[] alpha)
    {
        NeumaierSum sum = default;
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (int localState = 0; localState < game.LocalStates; localState++)
            {
                sum.Add(game.Initial.Global[globalState] * start[localState] * alpha[(globalState * game.LocalStates) + localState]);
            }
        }

        return sum.Value;
    }

    private static double Spread(double[] vector) => vector.Max() - vector.Min();
}
