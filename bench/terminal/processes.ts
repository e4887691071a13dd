/** What processes cost, as the kernel counts it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a CPU, over all threads that live. */
export const cpuNs = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + threadsNs(pid), 0);

const threadsNs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [onCpu = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(onCpu);
  }, 0);

export const rssMiB = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return sum + Number(kib) / 1024;
  }, 0);
