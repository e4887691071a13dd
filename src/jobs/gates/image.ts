/** An image as the gates look at it: read once from its OCI layout, or a reading that says why it could not be. */
import { type Reading, unknown } from '../../domain/pipelines/gate.ts';
import { type OciImage, readOciLayout } from '../oci-layout.ts';
import { type GateContext, inProject } from './context.ts';

export const withImage = async (
  layout: string,
  context: GateContext,
  judge: (image: OciImage, path: string) => Promise<Reading> | Reading,
): Promise<Reading> => {
  const path = inProject(context, layout);
  const image = await readOciLayout(path);
  return image.ok ? judge(image.value, path) : unknown(image.problem.message);
};
