using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Losses, gradients and Fisher products of one network over a batch, on several threads. The batch is cut into fixed groups of panels,
/// whose sums are added in order: results do not depend on the number of threads. Allocates only when made.
/// </summary>
internal sealed class NetworkGradient : IWork
{
    private const int PanelsPerGroup = 12;

    private readonly PerceptronShape shape;
    private readonly SampleBatch batch;
    private readonly Workers workers;
    private readonly PanelPass[] passes;
    private readonly double[][] groupGradient;
    private readonly double[] groupLoss;
    private PanelLoss? loss;
    private double[] parameters = [];
    private double[] direction = [];
    private bool wantsGradient;

    internal NetworkGradient(PerceptronShape shape, SampleBatch batch, Workers workers)
    {
        if (batch.Inputs != shape.Inputs)
        {
            throw new InvalidInputException(
                $"the samples have {batch.Inputs} numbers each; a network of the shape {shape} takes {shape.Inputs}"
            );
        }

        (this.shape, this.batch, this.workers) = (shape, batch, workers);
        passes = [.. Enumerable.Range(0, workers.Count).Select(_ => new PanelPass(shape))];
        int groups = (batch.Panels + PanelsPerGroup - 1) / PanelsPerGroup;
        groupGradient = [.. Enumerable.Range(0, groups).Select(_ => new double[shape.Parameters])];
        groupLoss = new double[groups];
    }

    /// <summary>The mean loss over the batch.</summary>
    internal double Loss(double[] parameters, PanelLoss loss)
    {
        Start(parameters, loss, [], wantsGradient: false);
        return MeanLoss();
    }

    /// <summary>The mean loss over the batch and its gradient by the parameters.</summary>
    internal double Gradient(double[] parameters, PanelLoss loss, Span<double> gradient)
    {
        Start(parameters, loss, [], wantsGradient: true);
        MeanGradient(gradient);
        return MeanLoss();
    }

    /// <summary>
    /// The Fisher matrix of the categorical policy softmax(outputs), averaged over the batch, times a direction: mean J'(diag p - p p')J
    /// v. The Hessian of the mean KL divergence from the policy of these parameters is exactly this (Gauss-Newton).
    /// </summary>
    internal void FisherProduct(double[] parameters, double[] direction, Span<double> product)
    {
        Start(parameters, loss: null, direction, wantsGradient: true);
        MeanGradient(product);
    }

    /// <summary>The outputs for every sample, [sample][output].</summary>
    internal double[] Outputs(double[] parameters)
    {
        double[] all = new double[batch.Count * shape.Outputs];
        _ = Loss(parameters, new Copy(all, shape.Outputs));
        return all;
    }

    /// <inheritdoc/>
    public void Run(int index, int worker)
    {
        PanelPass pass = passes[worker];
        double[] gradient = groupGradient[index];
        if (wantsGradient)
        {
            Array.Clear(gradient);
        }

        double sum = 0.0;
        int end = Math.Min(batch.Panels, (index + 1) * PanelsPerGroup);
        for (int panel = index * PanelsPerGroup; panel < end; panel++)
        {
            sum += RunPanel(pass, panel, gradient);
        }

        groupLoss[index] = sum;
    }

    private double RunPanel(PanelPass pass, int panel, double[] gradient)
    {
        ReadOnlySpan<double> input = batch.Panel(panel);
        int count = batch.In(panel);
        pass.Forward(parameters, input);
        double value = 0.0;
        if (loss is not null)
        {
            pass.OutputDelta.Clear();
            value = loss.Evaluate(panel * PanelKernel.Width, count, pass.Output, wantsGradient ? pass.OutputDelta : default);
        }
        else
        {
            pass.Tangent(parameters, direction, input);
            Softmax.TimesFisher(pass.Output, pass.OutputDelta, count);
        }

        if (wantsGradient)
        {
            pass.Backward(parameters, input, gradient);
        }

        return value;
    }

    private void Start(double[] parameters, PanelLoss? loss, double[] direction, bool wantsGradient)
    {
        (this.parameters, this.loss, this.direction, this.wantsGradient) = (parameters, loss, direction, wantsGradient);
        workers.Run(groupLoss.Length, this);
    }

    private double MeanLoss()
    {
        double sum = 0.0;
        foreach (double group in groupLoss)
        {
            sum += group;
        }

        return sum / batch.Count;
    }

    private void MeanGradient(Span<double> gradient)
    {
        gradient.Clear();
        foreach (double[] group in groupGradient)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] += group[i];
            }
        }

        foreach (ref double entry in gradient)
        {
            entry /= batch.Count;
        }
    }

    private sealed class Copy(double[] all, int outputs) : PanelLoss
    {
        internal override double Evaluate(int start, int count, ReadOnlySpan<double> output, Span<double> derivative)
        {
            for (int sample = 0; sample < count; sample++)
            {
                for (int each = 0; each < outputs; each++)
                {
                    all[((start + sample) * outputs) + each] = output[(each * PanelKernel.Width) + sample];
                }
            }

            return 0;
        }
    }
}
